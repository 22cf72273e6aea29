using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Cases;

namespace OpsFunctions.Tests.Snapshots.Planning;

public class CopyPolicyTests
{
    private static readonly SnapshotPolicy Copied = Daily with { CopyTo = [new() { Region = "northeurope", KeepDaily = 3 }] };

    [Fact]
    public void A_lane_begins_with_the_newest_point() =>
        Assert.Equal([Point(0).Id], CopyPolicy.Of(Machine() with { Points = [Point(2), Point(1), Point(0)] }, Copied, Now)
            .Select(item => item.FromId));

    [Fact]
    public void From_then_on_each_that_follows_is_copied_in_order() =>
        Assert.Equal(
            [Point(1).Id, Point(0).Id],
            CopyPolicy.Of(Machine() with
            {
                Points = [Point(3), Point(2), CopyOf(Point(2), "northeurope"), Point(1), Point(0)]
            }, Copied, Now).Select(item => item.FromId));

    [Fact]
    public void What_is_under_way_comes_first()
    {
        var items = CopyPolicy.Of(Machine() with
        {
            Points = [Point(1), CopyOf(Point(1), "northeurope", PointState.Pending), Point(0)]
        }, Copied, Now);

        Assert.Equal([(Point(1).Id, true), (Point(0).Id, false)], items.Select(item => (item.FromId, item.IsUnderWay)));
        Assert.Single(items.Select(item => item.Lane).Distinct());
    }

    [Fact]
    public void A_copy_that_failed_is_passed_over() =>
        Assert.Equal(
            [Point(0).Id],
            CopyPolicy.Of(Machine() with { Points = [Point(1), CopyOf(Point(1), "northeurope", PointState.Failed), Point(0)] }, Copied, Now)
                .Select(item => item.FromId));

    [Theory]
    [InlineData(PointState.Pending)]
    [InlineData(PointState.Failed)]
    public void Only_what_is_complete_is_copied(PointState state) =>
        Assert.Empty(CopyPolicy.Of(Machine() with { Points = [Point(0, state)] }, Copied, Now));

    [Fact]
    public void A_copy_keeps_the_moment_of_its_original_in_its_tags()
    {
        var item = Assert.Single(CopyPolicy.Of(Machine() with { Points = [Point(0)] }, Copied, Now));

        Assert.Equal((Now.UtcDateTime.ToString("O"), Point(0).Slot), (item.Tags["ops:taken-at"], item.Tags["ops:slot"]));
        Assert.Equal(CopyOf(Point(0), "northeurope").Id, item.ToId);
    }

    [Fact]
    public void Nothing_is_copied_to_where_it_lies() =>
        Assert.Empty(CopyPolicy.Of(Machine() with { Region = "northeurope", Points = [Point(0)] }, Copied, Now));

    [Fact]
    public void A_disk_with_a_key_of_its_own_is_copied_only_with_a_set_of_that_region()
    {
        var machine = Machine(Disk("os") with { EncryptionSet = "/subscriptions/x/set" }) with { Points = [Point(0)] };
        var set = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/diskEncryptionSets/north";

        Assert.Empty(CopyPolicy.Of(machine, Copied, Now));
        Assert.Equal(
            set,
            Assert.Single(CopyPolicy.Of(machine, Daily with
            {
                CopyTo = [new() { Region = "northeurope", KeepDaily = 3, DiskEncryptionSet = set }]
            }, Now)).EncryptionSet);
    }

    [Fact]
    public void A_restore_point_of_disks_with_keys_of_their_own_is_not_copied_and_that_is_told()
    {
        var policy = Daily with { CopyTo = [new() { Region = "northeurope", KeepDaily = 3, DiskEncryptionSet = "/subscriptions/x/set" }] };
        var machine = Machine(Disk("os") with { EncryptionSet = "/subscriptions/x/own" }, Disk("data0")) with
        {
            Points = [Point(0, source: "vm-unique") with { Form = PointForm.RestorePoint }]
        };

        Assert.Empty(CopyPolicy.Of(machine, policy, Now));
        Assert.NotNull(CopyPolicy.Hindrance(machine, policy.CopyTo[0]));
    }

    [Fact]
    public void An_original_is_kept_while_it_is_copied_and_until_it_is_for_two_days()
    {
        var machine = Machine() with
        {
            Points =
            [
                Point(9), Point(4), CopyOf(Point(4), "northeurope"), Point(3), Point(1), CopyOf(Point(1), "westus", PointState.Pending),
                Point(0)
            ]
        };

        Assert.Null(CopyPolicy.Awaited(machine, Copied, Point(9), Now));
        Assert.Null(CopyPolicy.Awaited(machine, Copied, Point(3), Now));
        Assert.Equal("it is being copied to westus", CopyPolicy.Awaited(machine, Copied, Point(1), Now));
        Assert.Equal("it is not copied to northeurope yet", CopyPolicy.Awaited(machine, Copied, Point(0), Now));
    }

    /// <summary>
    /// Whatever is there: copies go in the order of creation, one lane a source and region, each original once, and never one that is not
    /// complete.
    /// </summary>
    [Fact]
    public void Copies_are_in_the_order_of_creation_and_each_original_once() =>
        Gen.Select(Gen.Int[-3, 20], Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[0, 1]).Array[0, 14]
            .Sample(drawn =>
            {
                var points = new Dictionary<string, SeenPoint>();
                foreach (var (day, state, copied, disk) in drawn)
                {
                    var point = Point(day, (PointState)state, $"unique-data{disk}");
                    points[point.Id] = point;
                    if (copied < 3)
                        points[CopyOf(point, "northeurope").Id] = CopyOf(point, "northeurope", (PointState)copied);
                }
                var machine = Machine(Disk("data0"), Disk("data1")) with { Points = [.. points.Values] };
                return CopyPolicy.Of(machine, Copied, Now).GroupBy(item => item.Lane).All(lane =>
                {
                    var begun = lane.Where(item => !item.IsUnderWay).ToList();
                    return begun.Select(item => item.FromId).Distinct().Count() == begun.Count
                        && begun.Select(item => item.CreatedAt).SequenceEqual(begun.Select(item => item.CreatedAt).Order())
                        && begun.TrueForAll(item => item.CreatedAt <= Now && points[item.FromId].State == PointState.Complete)
                        && begun.TrueForAll(item => points.Values.Where(one => one.CopyOf is not null && one.Source == item.Source)
                            .All(copy => string.CompareOrdinal(copy.Slot, points[item.FromId].Slot) < 0));
                });
            }, iter: GeneratedCases.Of(1_000_000));
}
