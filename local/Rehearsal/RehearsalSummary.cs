using OpsFunctions.Local.Cli.Rehearsal.Remediation;
using OpsFunctions.Orchestrations.Rightsizing.Report;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>One thing that must hold in every rehearsal.</summary>
/// <param name="Rule">What must hold.</param>
/// <param name="Holds">Whether it did.</param>
/// <param name="Found">What was seen.</param>
internal sealed record Invariant(string Rule, bool Holds, string Found);

/// <summary>What a rehearsal ends with.</summary>
internal sealed record RehearsalSummary
{
    public int SchemaVersion { get; init; } = 1;

    public required int Days { get; init; }

    public required int Machines { get; init; }

    public required int Seed { get; init; }

    /// <summary>Every run, in order.</summary>
    public required IReadOnlyList<RunSummary> Runs { get; init; }

    public required long AzureCalls { get; init; }

    public required long Throttled { get; init; }

    /// <summary>Calls that simulated Azure answered with 5xx or by cutting the connection.</summary>
    public required long Failed { get; init; }

    /// <summary>Warnings and errors the app logged.</summary>
    public required int Warnings { get; init; }

    /// <summary>Documents of the state that were damaged, by kind of document and damage.</summary>
    public IReadOnlyDictionary<string, int> Damaged { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What was found in the recordings, by file.</summary>
    public IReadOnlyList<string> Recordings { get; init; } = [];

    public required IReadOnlyList<Invariant> Invariants { get; init; }

    /// <summary>How long outages lasted; null: none were rehearsed.</summary>
    public RecoveryTimes? Recovery { get; init; }

    /// <summary>Files of the reports, the newest last.</summary>
    public required IReadOnlyList<string> Reports { get; init; }

    /// <summary>Real time, seconds: the one figure that differs from time to time.</summary>
    public required double DurationSeconds { get; init; }

    public bool AllHold => Invariants.All(invariant => invariant.Holds);
}
