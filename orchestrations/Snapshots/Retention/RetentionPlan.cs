using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>What is to become of a point, and why.</summary>
/// <param name="Reasons">Of a kept one every rule that keeps it; of a deleted one why none does.</param>
public sealed record PointVerdict(RecoveryPoint Point, bool IsKept, IReadOnlyList<string> Reasons);

/// <summary>A verdict for every point, in order of source, region, moment and id.</summary>
public sealed record RetentionPlan(IReadOnlyList<PointVerdict> Verdicts)
{
    /// <summary>What may be deleted, oldest first.</summary>
    public IEnumerable<RecoveryPoint> Deleted => Verdicts.Where(verdict => !verdict.IsKept).Select(verdict => verdict.Point)
        .OrderBy(point => point.CreatedAt).ThenBy(point => point.Id, StringComparer.OrdinalIgnoreCase);
}
