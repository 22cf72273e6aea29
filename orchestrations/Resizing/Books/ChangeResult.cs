namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>How a change ended.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<ChangeEndKind>))]
public enum ChangeEndKind
{
    /// <summary>Nothing was changed.</summary>
    NotTaken,

    /// <summary>Done, verified and watched.</summary>
    Changed,

    /// <summary>It did not work and is as before.</summary>
    PutBack,

    /// <summary>It worked, turned out too small, and was taken back.</summary>
    TakenBack,

    /// <summary>It turned out too small and somebody decided to leave it.</summary>
    LeftAfterAsking,

    /// <summary>It turned out too small, and by then was gone, or somebody else had changed it or its tags: left as it is.</summary>
    Overtaken,

    /// <summary>It is not as it was and could not be put back: somebody must look.</summary>
    Stranded,
}

/// <summary>What became of a plan.</summary>
/// <param name="To">The size it has now.</param>
/// <param name="Reason">Why it ended so.</param>
public sealed record ChangeResult(
    string MachineId, string Name, PlannedAction Action, ChangeEndKind Kind, string From, string? To, string Reason)
{
    public DateTimeOffset? ChangedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public double MonthlySaving { get; init; }

    /// <summary>Where its records are.</summary>
    public RunEvidence? Evidence { get; init; }

    /// <summary>The decisions, oldest first.</summary>
    public IReadOnlyList<TrailEntry> Trail { get; init; } = [];
}

/// <summary>A decision or step of a change.</summary>
/// <param name="Action">What it is about: <c>guard</c>, <c>recheck</c>, <c>deallocate</c>, ….</param>
public sealed record TrailEntry(DateTimeOffset At, string Action, string Decision, string Reason);
