using System.Globalization;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>What was to be deleted on a day, by all its runs together; a document of the state.</summary>
[StateDocument(
    "snapshots/deletions/*",
    Loss = "a second run of that day may delete as much as the first",
    Damage = "nothing is deleted on its day; taking and copying go on",
    Mend = "nothing is needed: the next day has its own")]
public sealed record DeletionsOfDay(IReadOnlyList<string> PointIds)
{
    public static string NameOf(DateTimeOffset day) =>
        $"snapshots/deletions/{day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
}
