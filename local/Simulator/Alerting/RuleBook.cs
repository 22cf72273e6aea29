using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>All rules as they are now, read anew when one of them was written.</summary>
internal sealed class RuleBook(SimulatedAzure azure)
{
    private readonly Lock _lock = new();
    private int _read = -1;
    private int _machines;
    private long _hour;
    private Rules _rules = new([], [], [], [], []);
    private IReadOnlyDictionary<string, Machine[]> _targets = new Dictionary<string, Machine[]>(StringComparer.Ordinal);

    /// <summary>Counts up with each write of a rule.</summary>
    public int Version { get; set; }

    public Rules Now
    {
        get
        {
            // Rules also go with their groups, which nobody tells.
            var (machines, hour) = (azure.Fleet.Everything.Count, azure.Time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour);
            lock (_lock)
            {
                if (_read == Version && _machines == machines && _hour == hour)
                    return _rules;
                (_read, _machines, _hour) = (Version, machines, hour);
                _rules = new Rules(
                    Read(MetricAlerts.Type, static (id, properties) => MetricRule.Of(id, properties)),
                    Read(RuleTypes.LogAlert, static (id, properties) => LogRule.Of(id, properties)),
                    Read(RuleTypes.ActivityLogAlert, static (id, properties) => EventRule.Of(id, properties)),
                    Read(RuleTypes.Processing, static (_, properties) => ProcessingRule.Of(properties)),
                    [.. azure.Resources.Store.Stored(RuleTypes.Autoscale.Name)]);
                _targets = _rules.Metrics.Cast<TimedRule>().Concat(_rules.Logs)
                    .ToDictionary(static one => one.Id, TargetsOf, StringComparer.Ordinal);
                return _rules;
            }
        }
    }

    /// <summary>The machines that a rule looks at.</summary>
    public IReadOnlyList<Machine> Targets(TimedRule rule)
    {
        lock (_lock)
            return _targets.GetValueOrDefault(rule.Id) ?? [];
    }

    private Machine[] TargetsOf(TimedRule rule)
    {
        var region = (rule as MetricRule)?.Region;
        // A workspace has the logs of its whole subscription: ours.
        var scopes = rule.Scopes.Select(static one => one.Contains("/workspaces/", StringComparison.OrdinalIgnoreCase)
            ? string.Join('/', one.Split('/').Take(3)) : one).ToList();
        return [.. azure.Fleet.Everything.Where(machine => scopes.Exists(scope => Scope.Covers(scope, machine.Id))
            && (region is null || region.Equals(machine.Region, StringComparison.OrdinalIgnoreCase)))];
    }

    private List<T> Read<T>(ResourceType type, Func<string, System.Text.Json.Nodes.JsonNode, T?> of)
        where T : class
    {
        var now = azure.Time.GetUtcNow();
        return [.. azure.Resources.Store.Stored(type.Name).Where(one => one.Exists(now)).Select(one => of(one.Id, one.Properties))
            .OfType<T>()];
    }
}

/// <summary>The rules at one moment.</summary>
internal sealed record Rules(
    IReadOnlyList<MetricRule> Metrics, IReadOnlyList<LogRule> Logs, IReadOnlyList<EventRule> Events,
    IReadOnlyList<ProcessingRule> Processing, IReadOnlyList<StoredResource> Autoscale)
{
    /// <summary>How often one must look; null: never.</summary>
    public TimeSpan? Every
    {
        get
        {
            var all = Metrics.Select(static one => one.Frequency).Concat(Logs.Select(static one => one.Frequency));
            var least = Autoscale.Count > 0 ? all.Append(TimeSpan.FromMinutes(5)) : all;
            return least.Any() ? least.Min() : null;
        }
    }
}
