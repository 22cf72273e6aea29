using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>Points that the last day's run was to delete and could not; a document of the state. The next run takes them up last.</summary>
[StateDocument(
    "snapshots/undeleted",
    Loss = "the next run begins with what could not be deleted",
    Damage = "as if it were not there; the next run of the day replaces it",
    Mend = "nothing is needed")]
public sealed record UndeletedPoints(IReadOnlyList<string> PointIds)
{
    public const string Name = "snapshots/undeleted";
}
