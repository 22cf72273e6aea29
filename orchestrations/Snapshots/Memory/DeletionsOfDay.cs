using System.Globalization;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>What was to be deleted on a day, by all its runs together; a document of the state.</summary>
public sealed record DeletionsOfDay(IReadOnlyList<string> PointIds)
{
    public static string NameOf(DateTimeOffset day) => $"snapshots/deletions/{day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
}
