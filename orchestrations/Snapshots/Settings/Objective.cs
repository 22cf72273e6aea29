using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>How old the newest point is that a machine could be restored from, beside what its policy demands.</summary>
/// <param name="Newest">The oldest of its disks' newest good points, UTC; null: a disk has none.</param>
/// <param name="Demanded">Null: the policy demands nothing.</param>
public sealed record Objective(DateTimeOffset? Newest, TimeSpan? Demanded, bool IsBreached, string Words)
{
    /// <param name="sources">Unique ids that together make the machine.</param>
    public static Objective Of(ProtectedMachine machine, SnapshotPolicy policy, IReadOnlyList<string> sources, DateTimeOffset now)
    {
        var newest = sources.Select(source => machine.Points
            .Where(point => point.Source == source && point.Policy == policy.Name && point.CopyOf is null
                && point.State == PointState.Complete && point.CreatedAt <= now)
            .Select(point => (DateTimeOffset?)point.CreatedAt).Max()).ToList();
        var oldest = newest.Count == 0 || newest.Contains(null) ? null : newest.Min();
        TimeSpan? demanded = policy.MaxAgeOfNewest > TimeSpan.Zero ? policy.MaxAgeOfNewest : null;
        var isBreached = demanded is { } most && !(now - oldest <= most);
        var age = Age(oldest, now);
        return new(oldest, demanded, isBreached, demanded is { } objective ? Invariant($"{age}, at most {Text(objective)}") : age);
    }

    internal string Age(DateTimeOffset now) => Age(Newest, now);

    private static string Age(DateTimeOffset? newest, DateTimeOffset now) => newest is { } at ? $"{Text(now - at)} old" : "there is none";

    internal static string Text(TimeSpan span) =>
        span.TotalHours < 48 ? Invariant($"{Math.Floor(span.TotalHours)} h {span.Minutes} min") : Invariant($"{span.TotalDays:0.#} days");
}
