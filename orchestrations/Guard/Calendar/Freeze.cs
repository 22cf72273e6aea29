namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>A time without changes.</summary>
/// <param name="Name">«Christmas», for the reason.</param>
/// <param name="From">When it begins, local time without an offset.</param>
/// <param name="To">When it ends, local time without an offset, itself outside.</param>
/// <param name="TimeZone">IANA name; null: that of the resource's region.</param>
/// <param name="Environments">Where it holds; empty: everywhere.</param>
public sealed record Freeze(string Name, DateTime From, DateTime To, string? TimeZone, IReadOnlyList<string> Environments);

/// <summary>Whether changes are frozen.</summary>
/// <param name="Until">When they no longer are, UTC; null where they are not, or nobody knows.</param>
public sealed record FreezeVerdict(bool IsFrozen, DateTimeOffset? Until, string Reason)
{
    /// <summary>When the next freeze begins, UTC, where none holds; null: none is planned.</summary>
    public DateTimeOffset? NextFrom { get; init; }
}
