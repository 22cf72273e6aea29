using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Handling;

/// <summary>What the guard came to.</summary>
/// <param name="Ticket">Null: it is not taken.</param>
internal sealed record Admitted(ChangeTicket? Ticket, bool IsResolved, string Reason);

/// <summary>
/// The way from a decision to the right to carry it out: people where they must be asked, then the guard, all before the decision is too
/// old.
/// </summary>
internal sealed class Admittance(
    TaskOrchestrationContext context, Alert alert, Decided decided, IncidentBook book, DateTimeOffset deadline,
    Task<DateTimeOffset?> resolved)
{
    // Who holds a claim may be done any moment.
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    public async Task<Admitted> EnterAsync()
    {
        ApprovalResult? approval = null;
        if (decided.Mode == Mode.Approve)
        {
            approval = await ApprovedAsync();
            book.Add("approval", approval.Outcome.ToString().ToLowerInvariant(), approval.Reason);
            if (approval.Outcome != ApprovalOutcome.Approved)
                return new(null, IsResolved: false, $"approval: {approval.Reason}");
        }
        GuardRule? told = null;
        while (true)
        {
            if (resolved.IsCompleted)
                return new(null, IsResolved: true, "");
            var request = RequestOf(context, alert, decided, decided.Mode) with { Approval = approval };
            var asked = await context.CallWithThrottlingAsync<GuardAnswer>(nameof(GuardActivities.AskGuard), request, until: deadline);
            if (asked.Value is not { } answer)
            {
                // It may have taken a part before it broke off.
                await context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange), ChangeEnd.Of(request));
                return Refused($"the guard could not decide: {asked.Reason}");
            }
            var (decision, words) = (answer.Decision, $"{answer.Decision.Rule}: {answer.Decision.Reason}");
            if (decision.Rule != told)
                book.Add("guard", decision.Verdict.ToString().ToLowerInvariant(), words);
            told = decision.Rule;
            if (answer.Ticket is { } ticket)
                return new(ticket with { ExpiresAt = ticket.ExpiresAt < deadline ? ticket.ExpiresAt : deadline }, IsResolved: false, "");
            if (decision.Verdict == GuardVerdict.Refused)
                return new(null, IsResolved: false, words);
            var again = decision.Rule is GuardRule.Claim or GuardRule.Breaker ? Now + Again : decision.RetryAt ?? Now + Again;
            if (again >= deadline)
                return Refused($"{words}; that would be later than ten minutes after the alert");
            if (await context.IsDoneBeforeAsync(resolved, again))
                return new(null, IsResolved: true, "");
        }
    }

    /// <summary>What a cure asks the guard.</summary>
    public static GuardRequest RequestOf(TaskOrchestrationContext context, Alert alert, Decided decided, Mode mode)
    {
        var seen = decided.Seen;
        var tags = OpsTags.Read(new Dictionary<string, string>(seen.Tags, StringComparer.OrdinalIgnoreCase), Mode.Apply);
        return new(
            RemediationCapability.Name, context.InstanceId, alert.Target, ArmId.SubscriptionOf(alert.Target) ?? "", mode,
            PlanHash(alert, decided))
        {
            Groups = seen.Pools, TimeZone = ResourceZone.Of(seen.Tags, seen.Region).Name, Environment = tags.Environment,
            IsProduction = tags.IsProduction, PlannedAt = context.Now(),
            FleetSize = decided.FleetSize, SubscriptionSize = decided.SubscriptionSize,
        };
    }

    private Admitted Refused(string reason)
    {
        book.Add("guard", "not taken", reason);
        return new(null, IsResolved: false, reason);
    }

    private Task<ApprovalResult> ApprovedAsync()
    {
        var hash = PlanHash(alert, decided);
        return context.AskApprovalAsync(new(
            Ids.Short($"{RemediationCapability.Name}-", $"{context.InstanceId} {hash}"), ApprovalKind.Approval, RemediationCapability.Name,
            context.InstanceId, "alert", alert.Target, $"{decided.Choice?.Name} {ArmId.NameOf(alert.Target)}",
            [$"{alert.Severity} {Words.OneLine(alert.Rule)} on {alert.Target}", $"{decided.Choice?.Name} would be carried out", "after ten minutes people are called instead"],
            hash, Now, deadline) { Topic = $"remediation {alert.Target}" });
    }

    // What a yes is bound to.
    private static string PlanHash(Alert alert, Decided decided) =>
        Ids.Key(Invariant($"{alert.Key} {decided.Choice?.Name} {decided.Tried}"));

    private DateTimeOffset Now => context.Now();
}
