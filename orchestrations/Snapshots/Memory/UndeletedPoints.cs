namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>Points that the last day's run was to delete and could not; a document of the state. The next run takes them up last.</summary>
public sealed record UndeletedPoints(IReadOnlyList<string> PointIds)
{
    public const string Name = "snapshots/undeleted";
}
