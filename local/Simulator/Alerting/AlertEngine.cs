using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Health;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>
/// Looks at machines by rule and fires. All rules of one frequency are evaluated at the same moment, 20 s after a whole minute: so many
/// moments in which something is due and no more. (Azure spreads them.)
/// </summary>
internal sealed class AlertEngine
{
    /// <summary>Documented: after so many evaluations without the condition a metric alert is resolved.</summary>
    private const int GoodToResolve = 3;

    private static readonly TimeSpan AfterTheMinute = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LeastRepeat = TimeSpan.FromMinutes(5);

    private readonly SimulatedAzure _azure;
    private readonly RuleBook _book;
    private readonly MetricWatch _watch;
    private readonly AutoscaleRun _autoscale;
    private readonly Dictionary<string, Dictionary<Machine, State>> _states = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _due = long.MaxValue;

    public AlertEngine(SimulatedAzure azure)
    {
        (_azure, _book, _watch, _autoscale) = (azure, new RuleBook(azure), new MetricWatch(azure.Time), new AutoscaleRun(azure));
        azure.Resources.Store.Written = type =>
        {
            if (type != MetricAlerts.Type && !RuleTypes.All.Contains(type))
                return;
            _book.Version++;
            if (!RuleTypes.Runs(type))
                return;
            azure.Later.Wake();
            Arm();
        };
        azure.Health.Changed = SawHealth;
    }

    public Rules Rules => _book.Now;

    /// <summary>Something was written to the activity log.</summary>
    public void Saw(ActivityEntry entry)
    {
        if (_book.Version == 0 || Rules.Events.Count == 0)
            return;
        if (entry.Time > _azure.Time.GetUtcNow())
            _azure.Later.Add(entry.Time, Noise.Of(entry.CorrelationId), () => Saw(entry));
        else
            Happened(entry.ResourceId, AlertContexts.Fields(entry), () => AlertContexts.Of(_azure, entry), "Activity Log - Administrative");
    }

    private void SawHealth(Machine machine, HealthStatus before, HealthStatus now)
    {
        if (_book.Version == 0 || Rules.Events.Count == 0)
            return;
        var at = _azure.Time.GetUtcNow();
        Happened(
            machine.Id, AlertContexts.Fields(before, now), () => AlertContexts.Of(machine, before, now, at), "Resource Health", machine);
    }

    private void Happened(
        string resourceId, IReadOnlyDictionary<string, string> fields, Func<JsonObject> context, string service, Machine? machine = null)
    {
        foreach (var rule in Rules.Events.Where(one => one.Fits(resourceId, fields)))
        {
            _azure.Alerts.Fire(resourceId, rule.Id, one => one with
            {
                // Documented: always.
                Severity = "Sev4", SignalType = "Activity Log", MonitorService = service, Description = rule.Description,
                ActionGroups = rule.ActionGroups, ConfigurationItems = [resourceId[(resourceId.LastIndexOf('/') + 1)..]],
                Context = context(), OutageId = machine is null ? null : OutageOf(machine)?.Id,
            });
        }
    }

    private void Arm()
    {
        if (Rules.Every is not { } every)
            return;
        var step = Math.Max(TimeSpan.TicksPerMinute, every.Ticks);
        var now = _azure.Time.GetUtcNow().UtcTicks - AfterTheMinute.Ticks;
        var next = (((now / step) + 1) * step) + AfterTheMinute.Ticks;
        lock (_lock)
        {
            if (_due <= next && _due > _azure.Time.GetUtcNow().UtcTicks)
                return;
            _due = next;
        }
        _azure.Later.Add(new DateTimeOffset(next, TimeSpan.Zero), 0, () => Tick(next));
    }

    private void Tick(long due)
    {
        lock (_lock)
        {
            // A rule that looks more often has taken over.
            if (_due != due)
                return;
            _due = long.MaxValue;
        }
        var minute = new DateTimeOffset((due - AfterTheMinute.Ticks) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var rules = Rules;
        foreach (var rule in rules.Metrics.Where(one => IsDue(one, minute)))
        {
            var states = StatesOf(rule);
            foreach (var machine in _book.Targets(rule))
            {
                // No data is no condition.
                var isMet = machine.DeletedAt is null && IsMet(rule, machine, minute);
                if (isMet || states.ContainsKey(machine))
                    Settle(rule, machine, minute, isMet);
            }
        }
        foreach (var rule in rules.Logs.Where(one => IsDue(one, minute)))
        {
            foreach (var machine in _book.Targets(rule))
                Look(rule, machine, minute);
        }
        if (minute.Minute % 5 == 0)
            _autoscale.Run(rules.Autoscale);
        Arm();
    }

    private static bool IsDue(TimedRule rule, DateTimeOffset minute) => minute.UtcTicks % Math.Max(1, rule.Frequency.Ticks) == 0;

    private Dictionary<Machine, State> StatesOf(TimedRule rule) =>
        _states.TryGetValue(rule.Id, out var states) ? states : _states[rule.Id] = [];

    // Millions of times in a month, so nothing is made here.
    private bool IsMet(MetricRule rule, Machine machine, DateTimeOffset minute)
    {
        foreach (var criterion in rule.Criteria)
        {
            if (_watch.Value(machine, criterion, rule.Window, minute) is not { } value || !criterion.IsMet(value))
                return false;
        }
        return true;
    }

    private void Settle(MetricRule rule, Machine machine, DateTimeOffset minute, bool isMet) => Settle(rule, machine, isMet, one => one with
    {
        SignalType = "Metric", MonitorService = "Platform", Target = machine.Id, ConfigurationItems = [machine.Name],
        Context = AlertContexts.Of(
            rule, machine, minute, [.. rule.Criteria.Select(each => _watch.Value(machine, each, rule.Window, minute))]),
    });

    private void Look(LogRule rule, Machine machine, DateTimeOffset minute)
    {
        var isAboutAll = rule.IsAboutHeartbeats || rule.IsAboutProvisioning;
        if (machine.DeletedAt is not null || (machine.Outages.Length == 0 && !isAboutAll))
            return;
        var full = rule.IsAboutDisks ? machine.OutageAt(minute.UtcTicks, SimulatedOutages.IsFull) : null;
        var isSilent = rule.IsAboutHeartbeats && machine.Power.At(minute.UtcTicks) is MachinePower.Running
            && !(machine.Guest.LastReport(minute.UtcTicks) > (minute - rule.Window).UtcTicks - LoadCurve.TicksPerStep);
        var isBroken = rule.IsAboutProvisioning && ProvisioningState.Of(machine, minute) is "Failed";
        var isMet = full is not null || isSilent || isBroken;
        if (!isMet && !StatesOf(rule).ContainsKey(machine))
            return;
        var disk = full is null ? null : DiskOf(full);
        Settle(rule, machine, isMet, one => one with
        {
            SignalType = "Log", MonitorService = "Log Alerts V2",
            Target = rule.NamesResource || rule.Scopes is not [var scope, ..] ? machine.Id : scope,
            ConfigurationItems = [rule.NamesResource ? machine.Id : machine.Name],
            Context = AlertContexts.Of(rule, machine, minute, disk, full?.Options.UsedPercent ?? 0),
        });
    }

    // Fired once; or, where it does not resolve itself, again and again.
    private void Settle(TimedRule rule, Machine machine, bool isMet, Func<FiredAlert, FiredAlert> tell)
    {
        var states = StatesOf(rule);
        var state = states.GetValueOrDefault(machine);
        var now = _azure.Time.GetUtcNow();
        if (isMet && (state is null || (!rule.Resolves && now - state.At >= LeastRepeat)))
        {
            var fired = _azure.Alerts.Fire(machine.Id, rule.Id, one => tell(one) with
            {
                Severity = FormattableString.Invariant($"Sev{rule.Severity}"), Description = rule.Description,
                ActionGroups = rule.ActionGroups, CustomProperties = rule.Properties, OutageId = OutageOf(machine)?.Id,
                Window = rule.Window,
            });
            states[machine] = new State(fired.Id, now, 0);
        }
        else if (isMet && state is not null)
            states[machine] = state with { Good = 0 };
        else if (state is not null && !rule.Resolves)
            states.Remove(machine);
        else if (state is not null && state.Good + 1 < GoodToResolve)
            states[machine] = state with { Good = state.Good + 1 };
        else if (state is not null)
        {
            states.Remove(machine);
            _azure.Alerts.Resolve(state.AlertId, tell);
        }
    }

    // The one that is there, or was there a moment ago.
    private Outage? OutageOf(Machine machine)
    {
        var now = _azure.Time.GetUtcNow();
        return machine.OutageAt(now.UtcTicks, static _ => true)
            ?? (machine.Outages is [.., { Until: { } until } last] && until >= now - LeastRepeat - LeastRepeat ? last : null);
    }

    private static string DiskOf(Outage full) => (full.Machine.IsWindows, SimulatedOutages.LunOf(full)) switch
    {
        (true, null) => "C:",
        (true, { } lun) => FormattableString.Invariant($"{(char)('E' + (lun % 20))}:"),
        (false, null) => "/",
        (false, { } lun) => FormattableString.Invariant($"/data{lun}"),
    };

    private sealed record State(string AlertId, DateTimeOffset At, int Good);
}
