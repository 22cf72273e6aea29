using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Orchestrations.Drills.Measuring;

/// <summary>What a step of a drill is for.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum StepKind
{
    /// <summary>A real recovery would take it, too.</summary>
    Recovery,

    /// <summary>Only a drill has it: proofs of isolation, the look before, the clean-up.</summary>
    DrillOnly,

    /// <summary>Waiting for a person.</summary>
    Approval,
}

/// <summary>A step of a drill.</summary>
/// <param name="Name">What was done: <c>disks</c>.</param>
/// <param name="Machine">Name of the machine; empty: of the drill.</param>
/// <param name="Problem">Null: it went well.</param>
public sealed record DrillStep(string Name, string Machine, StepKind Kind, DateTimeOffset Start, DateTimeOffset End, string? Problem);

/// <summary>How a check ended.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum CheckOutcome
{
    Passed,

    /// <summary>It answered, and not as it should.</summary>
    Failed,

    /// <summary>It gave no answer, or failed because of the cloning itself: nothing is known.</summary>
    Inconclusive,
}

/// <summary>What a check said.</summary>
/// <param name="Kind">Null: the canary.</param>
/// <param name="Output">The last of what it printed, at most 1,000 characters.</param>
/// <param name="Cause">Why it is not passed; null: it is.</param>
public sealed record CheckResult(
    string Machine, string Label, ValidationKind? Kind, bool Required, CheckOutcome Outcome, string Output, string? Cause,
    DateTimeOffset EndedAt);

/// <summary>A look at whether the drill is isolated.</summary>
/// <param name="When">Which of the four: <c>before the first start</c>.</param>
/// <param name="Breaches">What leads out; empty: nothing does.</param>
public sealed record IsolationProof(string When, string About, DateTimeOffset At, IReadOnlyList<string> Breaches)
{
    /// <summary>What could not be read, which proves nothing.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Nothing leads out, and all of it was read.</summary>
    [JsonIgnore]
    public bool IsProven => Breaches.Count == 0 && Unread.Count == 0;
}

/// <summary>What became of a machine.</summary>
/// <param name="Failure">Why it is not there; null: it is.</param>
/// <param name="FailureCode">Azure's or the guard's code.</param>
public sealed record MachineResult(
    int Number, string Name, IReadOnlyList<DrillStep> Steps, IReadOnlyList<CheckResult> Checks, IReadOnlyList<IsolationProof> Proofs,
    string? Failure, string? FailureCode);
