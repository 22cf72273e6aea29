namespace OpsFunctions.Simulator.Graph;

/// <summary>What a query looks at.</summary>
/// <param name="Subscriptions">Null: all. One that does not exist has no rows; that is no error.</param>
/// <param name="MaySee">By action and scope: what the caller may not read is missing, without a word.</param>
/// <param name="At">The moment shown.</param>
/// <param name="After">Id of the last resource that was shown already; null: none was.</param>
internal sealed record GraphView(IReadOnlyList<string>? Subscriptions, Func<string, string, bool> MaySee, DateTimeOffset At, string? After)
{
    public bool Includes(string subscription) => Subscriptions?.Contains(subscription, StringComparer.OrdinalIgnoreCase) ?? true;
}
