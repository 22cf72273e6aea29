using OpsFunctions.Orchestrations.Guard.Scopes;
using OpsFunctions.Orchestrations.Snapshots.Work;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>What a run found, in figures.</summary>
public sealed record SnapshotTotals(
    int Machines, int Protected, int Breached, int Unprotected, int AbsentOrGone, int Points, int Deletable, double MonthlyUsd)
{
    public static readonly SnapshotTotals None = new(0, 0, 0, 0, 0, 0, 0, 0);

    public SnapshotTotals Plus(SnapshotView one) => new(
        Machines + 1, Protected + Is(one, ProtectionState.Protected), Breached + Is(one, ProtectionState.Breached),
        Unprotected + Is(one, ProtectionState.Unprotected),
        AbsentOrGone + Is(one, ProtectionState.Absent) + Is(one, ProtectionState.Gone),
        Points + one.Series.Sum(series => series.Points.Count),
        Deletable + one.Series.Sum(series => series.Points.Count(point => !point.IsKept)), Math.Round(MonthlyUsd + one.MonthlyUsd, 2));

    private static int Is(SnapshotView one, ProtectionState state) => one.State == state ? 1 : 0;
}

/// <summary>What became of a run's work.</summary>
public sealed record WorkTotals(int Taken, int Copied, int Deleted, int UnderWay, int Refused, int Failed)
{
    public static readonly WorkTotals None = new(0, 0, 0, 0, 0, 0);

    internal WorkTotals Plus(WorkKind kind, ItemState state) => (state, kind) switch
    {
        (ItemState.Done, WorkKind.Take) => this with { Taken = Taken + 1 },
        (ItemState.Done, WorkKind.Copy) => this with { Copied = Copied + 1 },
        (ItemState.Done, _) => this with { Deleted = Deleted + 1 },
        (ItemState.UnderWay, _) => this with { UnderWay = UnderWay + 1 },
        (ItemState.Refused, _) => this with { Refused = Refused + 1 },
        (ItemState.Failed, _) => this with { Failed = Failed + 1 },
        _ => this,
    };
}

/// <summary>A run's report.</summary>
/// <param name="Doubts">Why nothing was deleted or given up; empty: nothing stood against it.</param>
/// <param name="Later">Why some deletions were left for later; empty: none was.</param>
public sealed record SnapshotReport(
    RunMoment Run, DateTimeOffset WrittenAt, Mode Mode, Mode DeleteMode, SnapshotTotals Totals, WorkTotals Work,
    IReadOnlyList<string> Doubts, string Later, RunEvidence? Evidence)
{
    /// <summary>Documents of the state that cannot be read, in words.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>Settings without effect.</summary>
    public IReadOnlyList<IdleSetting> Idle { get; init; } = [];
}

/// <summary>What a run ends with.</summary>
/// <param name="Report">Name of its report without the ending; null: it wrote none.</param>
/// <param name="Breached">The first machines without a good point that is fresh enough, in words.</param>
public sealed record SnapshotRunSummary(
    string RunId, SnapshotTotals Totals, WorkTotals Work, int Doubts, string? Report, IReadOnlyList<string> Breached)
{
    /// <summary>What Azure refused, a cause a line: what, code, how many, an example.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>Kind and code of each of <see cref="Failures"/>, in the same order.</summary>
    public IReadOnlyList<string> FailureCauses { get; init; } = [];

    /// <summary>Names of the machines in <see cref="Breached"/>, in the same order.</summary>
    public IReadOnlyList<string> BreachedNames { get; init; } = [];
}
