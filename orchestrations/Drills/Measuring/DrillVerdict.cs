using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Drills.Measuring;

/// <summary>What a drill proved.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum Verdict
{
    /// <summary>Every required validation passed within the objectives.</summary>
    Pass,

    /// <summary>The application cannot be recovered as the plan says.</summary>
    Fail,

    /// <summary>Neither is proved; the cause says why.</summary>
    Inconclusive,

    /// <summary>A person, or a person's no, ended it.</summary>
    Aborted,
}

/// <summary>What was left of a drill.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum Remains
{
    /// <summary>Nothing was ever made.</summary>
    Nothing,

    /// <summary>It is not over.</summary>
    Pending,

    /// <summary>Everything was found gone.</summary>
    Clean,

    /// <summary>Something is left; each is listed.</summary>
    Leaked,
}

/// <summary>The verdict with what it was made of.</summary>
/// <param name="Causes">Why it is not a pass; what else to know where it is.</param>
/// <param name="Measures">Null: it did not come so far.</param>
public sealed record Judgement(Verdict Verdict, IReadOnlyList<string> Causes, DrillMeasures? Measures);

/// <summary>How long a drill took, and how much would have been lost.</summary>
/// <param name="RtaSeconds">From the declaration to the last required validation, without drill-only steps; null: it did not come so
/// far.</param>
/// <param name="RpaSeconds">From the simulated failure to the oldest point of the set.</param>
/// <param name="ApprovalSeconds">Waiting for people.</param>
/// <param name="RecoverySeconds">What a real recovery would take, too.</param>
/// <param name="DrillOnlySeconds">All else: with the two before it adds up to <see cref="WallSeconds"/>.</param>
/// <param name="WallSeconds">From the request to the verdict.</param>
/// <param name="CriticalPath">The steps that decided the recovery time, in order.</param>
public sealed record DrillMeasures(
    double? RtaSeconds, double RpaSeconds, double ApprovalSeconds, double RecoverySeconds, double DrillOnlySeconds, double WallSeconds,
    IReadOnlyList<DrillStep> CriticalPath)
{
    /// <summary>Seconds of <see cref="RtaSeconds"/> that no step of the critical path explains.</summary>
    public double UnexplainedSeconds { get; init; }
}
