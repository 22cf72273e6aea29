using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Reading;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Reading;

/// <summary>What the inventory lists twice: the same is one, and what differs is settled by nobody's order.</summary>
public class RepeatedRowsTests
{
    private static readonly SnapshotOptions Options = new();

    private static readonly DiskRow Disk = new("/disks/d", "unique-os", "Premium_LRS", 128, null);

    [Fact]
    public void The_same_twice_is_one_and_no_gap()
    {
        var gaps = new List<string>();

        Assert.Single(RepeatedRows.Once([Disk, Disk with { Id = "/DISKS/D" }], disk => disk.Id, disk => disk with { Id = "" }, gaps));
        Assert.Single(RepeatedRows.Machines([Row(Cases.Machine()), Row(Cases.Machine() with { IsRunning = false })], gaps));
        Assert.Single(RepeatedRows.Collections([Collection(true), Collection(true)], gaps));
        Assert.Empty(gaps);
    }

    [Fact]
    public void A_disk_a_machine_and_a_collection_that_differ_are_gaps_and_the_same_one_is_taken_in_either_order()
    {
        var gaps = new List<string>();
        DiskRow[] disks = [Disk, Disk with { UniqueId = "unique-other" }];
        (ProtectedMachine, IReadOnlyList<HungDisk>)[] machines = [Row(Cases.Machine()), Row(
            Cases.Machine() with { Choice = new(null, "tag ops:snapshots=off", null) })];
        (ProtectedMachine, IReadOnlyList<HungDisk>)[] hung = [Row(Cases.Machine()), Row(Cases.Machine(), "/disks/other")];
        CollectionRow[] collections = [Collection(true), Collection(false)];

        IReadOnlyList<DiskRow> Disks(IEnumerable<DiskRow> rows) => RepeatedRows.Once(
            [.. rows], disk => disk.Id, disk => disk with { Id = "" }, gaps);
        Assert.Equal(Disks(disks), Disks(disks.Reverse()));
        Assert.Equal(RepeatedRows.Machines(machines, gaps), RepeatedRows.Machines([.. machines.Reverse()], gaps));
        Assert.Equal(
            RepeatedRows.Machines(hung, gaps).Select(one => one.Disks[0]), RepeatedRows.Machines([.. hung.Reverse()], gaps)
                .Select(one => one.Disks[0]));
        Assert.Equal(RepeatedRows.Collections(collections, gaps), RepeatedRows.Collections([.. collections.Reverse()], gaps));

        Assert.Equal(8, gaps.Count);
        Assert.All(gaps, gap => Assert.EndsWith("was listed twice, and not the same", gap, StringComparison.Ordinal));
    }

    public static TheoryData<string> Differences => ["state", "retired", "policy", "owner"];

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_snapshot_that_differs_stays_takes_no_place_of_another_and_is_told(string what)
    {
        var row = Snapshot(40);
        var other = what switch
        {
            "state" => row with { State = PointState.Failed, Own = row.Own! with { State = PointState.Failed } },
            "retired" => row with { Own = row.Own! with { IsRetired = true } },
            "policy" => row with { Own = row.Own! with { Policy = "gold" } },
            _ => row with { Own = null },
        };
        var merged = Assert.Single(RepeatedRows.Snapshots([row, other]));

        Assert.Equal(merged, Assert.Single(RepeatedRows.Snapshots([other, row])));
        Assert.Equal(PointState.Pending, merged.State);
        if (what == "owner")
        {
            Assert.Null(merged.Own);
            return;
        }
        List<SeenPoint> points = [.. Enumerable.Range(0, 30).Select(day => Cases.Point(day)), merged.Own!];
        var plan = MachinePlanner.Of(
            Cases.Machine() with { Points = points }, new RunMemory { Policies = [new("silver", [Cases.Daily])] }, Options, Cases.Now);
        Assert.True(plan.Deletes.Count > 10);
        Assert.DoesNotContain(plan.Deletes, item => item.PointId == merged.Id);
        Assert.Contains(plan.Problems, problem => problem.StartsWith("1 of its points were listed twice", StringComparison.Ordinal));
    }

    [Fact]
    public void How_far_a_snapshot_is_copied_is_no_difference()
    {
        var row = Snapshot(3);

        var merged = Assert.Single(
            RepeatedRows.Snapshots([row with { Own = row.Own! with { Percent = 40 } }, row with { Own = row.Own! with { Percent = 60 } }]));

        Assert.False(merged.Own!.IsContradictory);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void A_series_is_retired_where_all_its_collections_say_so(bool one, bool other, bool isRetired)
    {
        var machine = Cases.Machine() with
        {
            Collections =
            [
                new("/c/1", "gone-vm", "silver", "westeurope", IsCopy: false, one), new(
                    "/c/2", "gone-vm", "gold", "westeurope", IsCopy: false, other),
                new("/c/3", "gone-vm", "gold", "northeurope", IsCopy: true, IsRetired: false),
            ],
        };

        var (sources, notes) = RetiredPolicy.Of(new MachinePlan(machine), new RunMemory());

        Assert.Equal(isRetired, sources.ContainsKey("gone-vm"));
        Assert.Equal(isRetired ? 0 : 1, notes.Count);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Of_two_newest_points_of_one_moment_both_must_say_that_the_series_is_retired(bool one, bool other, bool isRetired)
    {
        SeenPoint[] points = [Cases.Point(1, source: "gone"), Cases.Point(0, source: "gone") with { IsRetired = one }, Cases.Point(
            0, source: "gone") with { Id = "/z", IsRetired = other }];

        foreach (var listed in new[] { points, [.. points.Reverse()] })
            Assert.Equal(isRetired, RetiredPolicy.Of(new MachinePlan(Cases.Machine() with { Points = listed }), new RunMemory())
                .Sources.ContainsKey("gone"));
    }

    private static (ProtectedMachine Machine, IReadOnlyList<HungDisk> Disks) Row(ProtectedMachine machine, string disk = "/disks/d") =>
        (machine with { Disks = [] }, [new("os", disk, "None", IsEphemeral: false)]);

    private static CollectionRow Collection(bool isRetired) =>
        new("sub", "rg/vm", new("/c", "vm-unique", "silver", "westeurope", IsCopy: false, isRetired));

    private static SnapshotRow Snapshot(int daysAgo)
    {
        var point = Cases.Point(daysAgo);
        return new(point.Id, Cases.Subscription, point.Source, "rg-shop/vm-1", point.CreatedAt, IsCopy: false, PointState.Complete, point);
    }
}
