using OpsFunctions.Orchestrations.Drills.Planning;

namespace OpsFunctions.Orchestrations.Drills.Measuring;

/// <summary>Why a drill ended before its end.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnum))]
public enum StopKind
{
    /// <summary>A person aborted it, or did not approve it.</summary>
    Aborted,

    /// <summary>Its time was over.</summary>
    Expired,

    /// <summary>Something led out of its network.</summary>
    Isolation,

    /// <summary>A stage failed, so that the next ones make no sense.</summary>
    Failed,
}

/// <summary>What the verdict is made of.</summary>
/// <param name="Stop">Null: it came to its end.</param>
/// <param name="StopReason">In words.</param>
/// <param name="Declared">When the clock started: approved, or requested where no approval is needed.</param>
public sealed record DrillFacts(
    DrillJournal? Journal, IReadOnlyList<DrillStep> Steps, IReadOnlyList<MachineResult> Machines, IReadOnlyList<IsolationProof> Proofs,
    StopKind? Stop, string? StopReason, string? StopCode, DateTimeOffset RequestedAt, DateTimeOffset Declared, DateTimeOffset JudgedAt)
{
    public int RtoMinutes { get; init; }

    public int RpoMinutes { get; init; }
}
