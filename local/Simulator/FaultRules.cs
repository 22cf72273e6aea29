namespace OpsFunctions.Simulator;

/// <summary>The faults that are injected by rule. The first rule that hits decides; each counts the calls that match it.</summary>
public sealed class FaultRules
{
    private readonly Lock _lock = new();
    private readonly List<(FaultRule Rule, int[] Calls)> _rules = [];

    /// <summary>Adds a rule.</summary>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_lock)
        {
            _rules.Add((rule, [0]));
        }
    }

    /// <summary>Takes all rules away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
        }
    }

    internal FaultRule? Hit(string operation, string target, DateTimeOffset now)
    {
        lock (_lock)
        {
            FaultRule? hit = null;
            foreach (var (rule, calls) in _rules)
            {
                if (rule.Operation is { } wanted && !string.Equals(wanted, operation, StringComparison.Ordinal))
                    continue;
                if (rule.Target is { } part && !target.Contains(part, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (now < rule.From || now >= rule.Until)
                    continue;
                calls[0]++;
                if (rule.Nth is null || rule.Nth == calls[0])
                    hit ??= rule;
            }
            return hit;
        }
    }
}
