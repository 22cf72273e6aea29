using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>
/// The rules that hold in a region, ready to be applied. More than one set of rules for it: what any of them keeps is kept.
/// </summary>
internal sealed class RuleSet
{
    private readonly IReadOnlyList<KeepRules> _all;
    private readonly IKeepRule[] _rules;
    private string[]? _letGo;

    public RuleSet(IReadOnlyList<KeepRules> all)
    {
        _all = all;
        // A number below zero is a mistake that the start refuses; here it must not delete.
        KeepsAll = all.Any(rules => rules.IsEmpty || IsBelowZero(rules));
        MinAge = all.Max(rules => rules.MinAge);
        _rules = KeepsAll ? [] : [.. all.SelectMany(Of)];
    }

    public bool KeepsAll { get; }

    public TimeSpan MinAge { get; }

    /// <summary>Why a good point goes.</summary>
    public IReadOnlyList<string> LetGo => _letGo ??= [$"no rule keeps it: {string.Join("; ", _all.Select(Text))}"];

    /// <summary>Why a failed point goes.</summary>
    public IReadOnlyList<string> LetGoFailed => [$"it failed, and there is a good one that is {Spans.Text(MinAge)} newer or more"];

    public void Apply(GoodPoints good)
    {
        foreach (var rule in _rules)
            rule.Apply(good);
    }

    private static IEnumerable<IKeepRule> Of(KeepRules rules)
    {
        yield return new MinGoodRule(rules.MinGood);
        if (rules.MinAge > TimeSpan.Zero)
            yield return new MinAgeRule(rules.MinAge);
        if (rules.KeepLast > 0)
            yield return new LastRule(rules.KeepLast);
        if (rules.KeepWithin > TimeSpan.Zero)
            yield return new WithinRule(rules.KeepWithin);
        foreach (var (period, count) in Periods.Of(rules).Where(one => one.Count > 0))
            yield return new PeriodRule(period, count);
    }

    private static bool IsBelowZero(KeepRules rules) => rules.KeepLast < 0 || rules.MinGood < 0 || rules.KeepWithin < TimeSpan.Zero
        || rules.MinAge < TimeSpan.Zero || Periods.Of(rules).Any(one => one.Count < 0);

    private static string Text(KeepRules rules)
    {
        var parts = new List<string>();
        if (rules.KeepLast > 0)
            parts.Add($"last {rules.KeepLast}");
        if (rules.KeepWithin > TimeSpan.Zero)
            parts.Add($"within {Spans.Text(rules.KeepWithin)}");
        parts.AddRange(Periods.Of(rules).Where(one => one.Count > 0)
            .Select(one => $"{one.Count} {Periods.Name(one.Period)}{(one.Count == 1 ? "" : "s")}"));
        return string.Join(", ", parts);
    }
}
