using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>Whether somebody has looked at an alert.</summary>
public enum AlertState
{
    /// <summary>Nobody has.</summary>
    New,

    /// <summary>Somebody takes care of it.</summary>
    Acknowledged,

    /// <summary>Somebody is done with it.</summary>
    Closed,
}

/// <summary>An alert of Azure Monitor. Its state is people's; whether it is resolved is its condition's.</summary>
public sealed record FiredAlert
{
    /// <summary>Id, a GUID.</summary>
    public required string Id { get; init; }

    /// <summary>Resource id of what it is about.</summary>
    public required string Target { get; init; }

    /// <summary>Resource id of the rule that fired it.</summary>
    public required string Rule { get; init; }

    /// <summary>Sev0 to Sev4.</summary>
    public string Severity { get; init; } = "Sev2";

    /// <summary>Metric, Log, Activity Log or Unknown.</summary>
    public string SignalType { get; init; } = "Metric";

    /// <summary>Platform, Log Analytics, ...</summary>
    public string MonitorService { get; init; } = "Platform";

    /// <summary>Whether a processing rule keeps it from being sent.</summary>
    public bool IsSuppressed { get; init; }

    /// <summary>What the rule says of itself.</summary>
    public string Description { get; init; } = "";

    /// <summary>When it fired.</summary>
    public DateTimeOffset FiredAt { get; init; }

    /// <summary>When its condition ceased to hold; null: it holds.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>What people have made of it.</summary>
    public AlertState State { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Who changed it last.</summary>
    public string ModifiedBy { get; init; } = "System";

    /// <summary>Action groups of its rule, whom it tells.</summary>
    public IReadOnlyList<string> ActionGroups { get; init; } = [];

    /// <summary>Names of what it is about; of a workspace's alerts the machine is here alone.</summary>
    public IReadOnlyList<string> ConfigurationItems { get; init; } = [];

    /// <summary>Id of the outage that it is about or that was there last; null: none, so that nature alone fired it. For judging
    /// alone.</summary>
    public string? OutageId { get; init; }

    /// <summary>Over what its rule looks; null: at one event.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>alertContext of the common alert schema.</summary>
    internal JsonObject? Context { get; init; }

    internal JsonNode? CustomProperties { get; init; }

    /// <summary>Name of its rule.</summary>
    public string Name => Rule[(Rule.LastIndexOf('/') + 1)..];

    internal string ResourceId => $"{Target}/providers/Microsoft.AlertsManagement/alerts/{Id}";
}

/// <summary>The alerts there are; one is kept for 30 days.</summary>
public sealed class SimulatedAlerts
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly List<FiredAlert> _all = [];
    private readonly TimeProvider _time;
    private readonly ActionGroupCalls _calls;

    internal SimulatedAlerts(SimulatedAzure azure)
    {
        (_time, _calls, Rules) = (azure.Time, new ActionGroupCalls(azure), new SimulatedAlertRules(azure));
        Engine = new AlertEngine(azure);
    }

    /// <summary>Makes rules and action groups.</summary>
    public SimulatedAlertRules Rules { get; }

    /// <summary>What action groups tried so far, in order.</summary>
    public IReadOnlyList<AlertDelivery> Deliveries => _calls.All;

    internal AlertEngine Engine { get; }

    /// <summary>Calls of action groups that wait for an answer.</summary>
    internal int InFlight => _calls.InFlight;

    /// <summary>From now on action groups reach their receivers in this way; null: they reach nobody.</summary>
    public void Deliver(AlertDeliveryOptions? options) => _calls.Options = options;

    /// <summary>An alert as its action groups send it: the common alert schema.</summary>
    public static string Payload(FiredAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return CommonAlert.Text(alert);
    }

    /// <summary>In order of their firing.</summary>
    public IReadOnlyList<FiredAlert> All
    {
        get
        {
            var from = _time.GetUtcNow() - Kept;
            lock (_lock)
            {
                return [.. _all.Where(one => one.FiredAt >= from)];
            }
        }
    }

    /// <summary>An alert fires now.</summary>
    /// <param name="target">Resource id of what it is about.</param>
    /// <param name="rule">Resource id of the rule.</param>
    /// <param name="change">Sets what is to be otherwise than usual; null: nothing is.</param>
    public FiredAlert Fire(string target, string rule, Func<FiredAlert, FiredAlert>? change = null)
    {
        var now = _time.GetUtcNow();
        FiredAlert fired;
        lock (_lock)
        {
            var alert = new FiredAlert
            {
                Id = Noise.Id(Noise.Of($"{target} {rule}".ToLowerInvariant()), $"alert {_all.Count}").ToString(), Target = target,
                    Rule = rule, FiredAt = now, ModifiedAt = now, ConfigurationItems = [target[(target.LastIndexOf('/') + 1)..]],
            };
            fired = change is null ? alert : change(alert);
            var processing = Processing(fired, now);
            fired = fired with { IsSuppressed = fired.IsSuppressed || processing.Any(static one => one.Suppresses) };
            _all.Add(fired);
        }
        Tell(fired, now);
        return fired;
    }

    /// <summary>The condition of an alert no longer holds.</summary>
    public void Resolve(string id) => Resolve(id, static one => one);

    internal void Resolve(string id, Func<FiredAlert, FiredAlert> tell)
    {
        if (Change(id, (one, now) => tell(one) with { ResolvedAt = now, ModifiedAt = now, ModifiedBy = "System" }) is { } resolved)
            Tell(resolved, resolved.ModifiedAt);
    }

    /// <summary>Somebody changes its state.</summary>
    /// <returns>It, or null: there is none.</returns>
    public FiredAlert? SetState(string id, AlertState state, string by) =>
        Change(id, (one, now) => one with { State = state, ModifiedAt = now, ModifiedBy = by });

    internal FiredAlert? Find(string id) => All.FirstOrDefault(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    // Documented: what takes action groups away beats what adds some.
    private void Tell(FiredAlert alert, DateTimeOffset now)
    {
        var processing = Processing(alert, now);
        if (!alert.IsSuppressed && !processing.Any(static one => one.Suppresses))
            _calls.Tell(alert, alert.ActionGroups.Concat(processing.SelectMany(static one => one.Adds)));
    }

    private List<ProcessingRule> Processing(FiredAlert alert, DateTimeOffset now) =>
        [.. Engine.Rules.Processing.Where(one => one.Fits(alert, now))];

    private FiredAlert? Change(string id, Func<FiredAlert, DateTimeOffset, FiredAlert> change)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var at = _all.FindIndex(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase) && one.FiredAt >= now - Kept);
            return at < 0 ? null : _all[at] = change(_all[at], now);
        }
    }
}
