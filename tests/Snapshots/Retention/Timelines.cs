using System.Text.Json;
using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>What a property is tried on: a fleet's points, a policy, a clock.</summary>
internal sealed record Timeline(IReadOnlyList<RecoveryPoint> Points, SnapshotPolicy Policy, DateTimeOffset Now)
{
    public RetentionPlan Plan() => RetentionPolicy.Plan(Points, Policy, Now);

    public override string ToString() => JsonSerializer.Serialize(new { Now, Policy, Points }, Written);

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true };
}

/// <summary>
/// Generated timelines: up to 40 points of two disks in two regions, with everything that makes lists of snapshots difficult.
/// </summary>
internal static class Timelines
{
    private static readonly DateTimeOffset Start = Points.Now;

    // One distance between points a timeline, so that hours, days, weeks, months and years all have their turn.
    private static readonly Gen<TimeSpan> Step = Gen.OneOf(TimeSpan.FromMinutes(17), TimeSpan.FromHours(1), TimeSpan.FromHours(7),
        TimeSpan.FromDays(1), TimeSpan.FromDays(5), TimeSpan.FromDays(20), TimeSpan.FromDays(130));

    private static readonly Gen<TimeSpan> Ages = Gen.OneOf(
        TimeSpan.Zero, TimeSpan.FromMinutes(90), TimeSpan.FromHours(24), TimeSpan.FromDays(10), TimeSpan.FromDays(200));

    // Half of the rules are off.
    private static readonly Gen<int> Count = Gen.Int[-5, 5].Select(count => Math.Max(0, count));

    public static readonly Gen<SnapshotPolicy> Policy =
        from counts in Count.Array[6]
        from within in Gen.Frequency<TimeSpan>((2, Gen.Const(TimeSpan.Zero)), (1, Ages))
        from minGood in Gen.Int[1, 4]
        from minAge in Ages
        from copies in Gen.Int[0, 2]
        from copyCounts in Count.Array[6]
        select (Ruled(new SnapshotPolicy
        {
            Name = "daily",
            CopyTo = copies == 0
                ? []
                : [Ruled(new CopyTarget { Region = "NorthEurope", MinGood = copies, MinAge = minAge }, copyCounts, TimeSpan.Zero)]
        }, counts, within)
            with { MinGood = minGood, MinAge = minAge });

    /// <summary>Everything, readings of one listing that contradict each other among it.</summary>
    public static readonly Gen<Timeline> Any = Of(contradictions: true);

    /// <summary>Each point is what it says it is.</summary>
    public static readonly Gen<Timeline> Consistent = Of(contradictions: false);

    /// <summary>A point's readings are one; the points of a plan that was carried out are gone in every reading.</summary>
    public static IReadOnlyList<RecoveryPoint> Without(this IReadOnlyList<RecoveryPoint> points, IEnumerable<RecoveryPoint> deleted)
    {
        var gone = deleted.Select(point => point.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return gone.Count == 0 ? points : [.. points.Where(point => !gone.Contains(point.Id))];
    }

    /// <summary>
    /// Good ones a series: complete, owned, of the policy, not from the future, the same in every reading. Written apart from the policy.
    /// </summary>
    public static Dictionary<(string Source, string Region), int> GoodOf(
            this IReadOnlyList<RecoveryPoint> points, DateTimeOffset now) => points
        .GroupBy(point => point.Id, StringComparer.OrdinalIgnoreCase)
        .Where(readings => readings.All(point => point is { State: PointState.Complete, IsOwned: true, Policy: "daily" }
            && point.CreatedAt <= now))
        .Select(readings => readings.First())
        .GroupBy(point => (point.Source, point.Region.ToLowerInvariant()))
        .ToDictionary(series => series.Key, series => series.Count());

    public static bool HasRules(this SnapshotPolicy policy) => !policy.IsEmpty && policy.CopyTo.All(target => !target.IsEmpty);

    public static T Ruled<T>(T rules, int[] counts, TimeSpan within) where T : KeepRules => rules with
    {
        KeepLast = counts[0],
        KeepHourly = counts[1],
        KeepDaily = counts[2],
        KeepWeekly = counts[3],
        KeepMonthly = counts[4],
        KeepYearly = counts[5],
        KeepWithin = within,
    };

    private static Gen<Timeline> Of(bool contradictions) =>
        from step in Step
        from points in Point.Array[0, 36]
        from again in Gen.Int[0, 35].Array[0, 4]
        from policy in Policy
        select new Timeline(Listed(points, again, step, contradictions), policy, Start);

    // Most points are of one series, so that it is long. Slot (from three in the future back), minutes in it, place, kind.
    private static readonly Gen<(int Slot, int Minutes, int Place, int Kind)> Point =
        Gen.Select(Gen.Int[-3, 30], Gen.Int[0, 90], Gen.Int[0, 7], Gen.Int[0, 23]);

    private static RecoveryPoint[] Listed(
        (int Slot, int Minutes, int Place, int Kind)[] drawn, int[] again, TimeSpan step, bool contradictions)
    {
        var points = new List<RecoveryPoint>(drawn.Length + again.Length);
        for (var index = 0; index < drawn.Length; index++)
        {
            var (slot, minutes, place, kind) = drawn[index];
            // Every third moment is a whole slot, so that some fall together; some are written with an offset.
            var at = Start - slot * step - TimeSpan.FromMinutes(minutes % 3 == 0 ? 0 : minutes);
            points.Add(Kinded(new RecoveryPoint($"/Snapshots/{index * 7 % 40}", place is 5 or 7
                ? "disk-2"
                : "disk-1", place < 6
                ? "westeurope"
                : "northeurope", "daily",
                minutes % 5 == 0 ? at.ToOffset(TimeSpan.FromHours(2)) : at, PointState.Complete), kind));
        }
        foreach (var index in again.Where(index => index < drawn.Length))
        {
            var twice = points[index] with { Id = points[index].Id.ToUpperInvariant() };
            points.Add(contradictions && index % 3 == 0
                ? twice with { State = (PointState)(index % 4 % 3), IsOwned = index % 2 == 0 }
                : twice);
        }
        return [.. points];
    }

    // Two of three are what they should be.
    private static RecoveryPoint Kinded(RecoveryPoint point, int kind) => kind switch
    {
        0 or 1 => point with { State = PointState.Pending },
        2 or 3 => point with { State = PointState.Failed },
        4 => point with { IsOwned = false },
        5 => point with { Policy = "weekly" },
        6 => point with { Policy = "" },
        7 => point with { Protections = ["held", "a drill uses it"] },
        8 => point with { Region = point.Region.ToUpperInvariant() },
        _ => point,
    };
}
