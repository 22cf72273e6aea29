using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>Settings of disaster-recovery drills: section <c>Drills</c>.</summary>
public sealed record DrillOptions : IValidatableObject
{
    public const string Section = "Drills";

    /// <summary>A quarter past each hour: drills that are due are started, and what is left over is swept.</summary>
    public const string DefaultSchedule = "0 15 * * * *";

    /// <summary>
    /// How far drills may go. <c>Report</c>: only the preflight, nothing is made. <c>Approve</c>: a person approves each. Default: Report.
    /// </summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>When drills are started and leftovers are swept: NCRONTAB of six fields, UTC. Read by the host, too.</summary>
    [Required]
    public string Schedule { get; init; } = DefaultSchedule;

    /// <summary>Subscriptions in which drills may be built, by id; the sweeper deletes in no other. Default: none.</summary>
    public IList<string> Subscriptions { get; init; } = [];

    /// <summary>The plans, by name. Default: none.</summary>
    public IDictionary<string, DrillPlan> Plans { get; init; } = new Dictionary<string, DrillPlan>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// A disk restore point may be the source of a disk in another subscription. No page of Azure says that it may. Default: false.
    /// </summary>
    public bool RestorePointsLeaveSubscription { get; init; }

    /// <summary>Seconds between two looks at the network while machines run. Default: 60.</summary>
    [Range(15, 600)]
    public int IsolationPollSeconds { get; init; } = 60;

    /// <summary>Minutes in which an agent has to report after its machine was made. Default: 15.</summary>
    [Range(5, 120)]
    public int AgentMinutes { get; init; } = 15;

    /// <summary>What the guard allows it. The scopes are where drills are built; nothing is ever changed in the source.</summary>
    public GuardProfile Guard { get; init; } = new() { ProductionWindow = "always", OtherWindow = "always", CooldownHours = 0 };

    /// <summary>A plan with its defaults filled in; null: there is none of that name.</summary>
    public DrillPlan? Find(string name)
    {
        var found = Plans.FirstOrDefault(plan => string.Equals(plan.Key, name, StringComparison.OrdinalIgnoreCase));
        return found.Value is not { } plan ? null : plan with
        {
            Application = plan.Application.Length > 0 ? plan.Application : found.Key.ToLowerInvariant(),
            Subscription = (plan.Subscription.Length > 0 ? plan.Subscription : Subscriptions.FirstOrDefault() ?? "").ToLowerInvariant(),
        };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var id in Subscriptions.Where(id => !Ids.IsGuid(id)))
            yield return new($"Subscriptions holds '{Words.Shown(id)}'; a subscription's id is a GUID of 8-4-4-4-12 digits");
        if (Plans.Count > 0 && Subscriptions.Count == 0)
            yield return new("Subscriptions is empty; name the subscription in which drills are built");
        foreach (var (name, plan) in Plans)
            foreach (var problem in SettingsCheck.Problems("", plan).Select(one => one.TrimStart(':'))
                .Concat(PlanCheck.Problems(name, plan, Subscriptions)))
                yield return new($"Plans:{Words.OneLine(name)}: {problem}");
    }
}
