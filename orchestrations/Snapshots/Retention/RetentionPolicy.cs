namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>Which recovery points are kept. Pure.</summary>
public static class RetentionPolicy
{
    /// <summary>A verdict for every point, under one policy.</summary>
    public static RetentionPlan Plan(IReadOnlyList<RecoveryPoint> snapshots, SnapshotPolicy policy, DateTimeOffset now) => Plan(snapshots, [policy], now);

    /// <summary>Under every policy that was in force within the cool-off: a point goes only where all of them let it go.</summary>
    public static RetentionPlan Plan(IReadOnlyList<RecoveryPoint> snapshots, IReadOnlyList<SnapshotPolicy> inForce, DateTimeOffset now)
    {
        _ = (inForce, now);
        return new([.. snapshots.Select(point => new PointVerdict(point, true, ["not planned yet"]))]);
    }
}
