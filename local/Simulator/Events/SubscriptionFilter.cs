namespace OpsFunctions.Simulator.Events;

/// <summary>Which events of a topic a subscription wants. All of it must hold.</summary>
/// <param name="Types">Types of events.</param>
/// <param name="BeginsWith">What the subject begins with.</param>
/// <param name="EndsWith">What the subject ends with.</param>
/// <param name="MindsCase">Whether case matters for the subject.</param>
/// <param name="Advanced">Filters over any key.</param>
internal sealed record SubscriptionFilter(
    IReadOnlyList<string> Types, string BeginsWith, string EndsWith, bool MindsCase, IReadOnlyList<AdvancedFilter> Advanced)
{
    public bool Passes(GridEvent happened)
    {
        var comparison = MindsCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Types.Contains(happened.Type, StringComparer.OrdinalIgnoreCase)
            && happened.Subject.StartsWith(BeginsWith, comparison)
            && happened.Subject.EndsWith(EndsWith, comparison)
            && Advanced.All(filter => filter.Passes(happened));
    }
}
