using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Recovery;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

public class PointPickerTests
{
    private static readonly SourceMachine One = Cases.Machine("web");
    private static readonly SourceMachine Two = Cases.Machine("web", "10.1.0.4", 0);

    [Fact]
    public void The_newest_is_picked() => Assert.Equal("b", Pick(One, Os("a", 1), Os("b", 3), Os("c", 2))!.Disks[0].PointId);

    [Fact]
    public void Of_a_moment_the_newest_before_it_and_one_of_that_very_moment()
    {
        Assert.Equal("a", Pick(One, Cases.Now.AddHours(2).AddSeconds(-1), Os("a", 1), Os("b", 2), Os("c", 3))!.Disks[0].PointId);
        Assert.Equal("b", Pick(One, Cases.Now.AddHours(2), Os("a", 1), Os("b", 2), Os("c", 3))!.Disks[0].PointId);
        Assert.Null(Pick(One, Cases.Now, Os("a", 1)));
    }

    [Fact]
    public void One_of_another_region_is_none()
    {
        Assert.Null(Pick(One, Os("a", 1) with { Region = "northeurope" }));
        Assert.NotNull(Pick(One, Os("a", 1) with { Region = "WestEurope" }));
    }

    [Fact]
    public void A_set_holds_every_disk_of_one_slot()
    {
        var picked = Pick(Two, Os("os1", 1), Data("data1", 1.5), Os("os2", 9, "s2"))!;

        Assert.Equal(["os1", "data1"], picked.Disks.Select(disk => disk.PointId));
        Assert.Equal(["os", "data0"], picked.Disks.Select(disk => disk.Role));
        Assert.True(picked.IsTorn);
        Assert.Equal((Cases.Now.AddHours(1), Cases.Now.AddHours(1.5)), (picked.Oldest, picked.Newest));
    }

    [Fact]
    public void Points_of_two_slots_or_policies_are_no_set()
    {
        Assert.Null(Pick(Two, Os("os", 1), Data("data", 1, "s2")));
        Assert.Null(Pick(Two, Os("os", 1), Data("data", 1) with { Policy = "silver" }));
    }

    [Fact]
    public void A_disk_that_is_missing_makes_no_set() => Assert.Null(Pick(Two, Os("os", 1)));

    [Fact]
    public void A_disk_that_was_replaced_by_one_of_its_name_has_no_points() =>
        Assert.Null(Pick(One, Os("os", 1) with { Source = "unique-web-os-of-before" }));

    [Fact]
    public void A_set_is_as_old_as_its_oldest_disk()
    {
        SeenPoint[] points =
        [
            Os("os1", 1), Data("data1", 9), Os("os2", 2, "s2"), Data("data2", 3, "s2"),
        ];

        Assert.Equal(["os2", "data2"], Pick(Two, points)!.Disks.Select(disk => disk.PointId));
    }

    [Theory]
    [InlineData(PointState.Pending)]
    [InlineData(PointState.Failed)]
    public void What_is_not_complete_is_left(PointState state) => Assert.Null(Pick(One, Os("a", 1) with { State = state }));

    [Fact]
    public void What_somebody_retired_is_left()
    {
        Assert.Null(Pick(One, Os("a", 1) with { IsRetired = true }));
        Assert.Equal("a", Pick(One, Os("a", 1), Os("b", 2) with { IsRetired = true })!.Disks[0].PointId);
    }

    [Fact]
    public void What_contradicts_itself_is_left() => Assert.Null(Pick(One, Os("a", 1) with { IsContradictory = true }));

    [Fact]
    public void Of_two_as_new_the_restore_point_is_picked_since_it_is_of_one_moment()
    {
        var picked = Pick(Two, Os("os", 1), Data("data", 1), Restore("p", 1))!;

        Assert.Equal((PointForm.RestorePoint, "p", false), (picked.Form, picked.RestorePoint, picked.IsTorn));
        Assert.Equal([("os", "p"), ("data0", "p")], picked.Disks.Select(disk => (disk.Role, disk.PointId)));
    }

    [Fact]
    public void A_newer_set_of_snapshots_is_picked_before_an_older_restore_point() =>
        Assert.Equal(PointForm.Snapshot, Pick(Two, Os("os", 2), Data("data", 2), Restore("p", 1))!.Form);

    [Fact]
    public void Restore_points_that_cannot_leave_are_left()
    {
        SeenPoint[] points = [Os("os", 1), Data("data", 1), Restore("p", 5)];

        var picked = PointPicker.Pick(Two, points, "westeurope", null, takesRestorePoints: false);

        Assert.Equal(PointForm.Snapshot, picked?.Form);
        Assert.Null(PointPicker.Pick(Two, [points[2]], "westeurope", null, takesRestorePoints: false));
    }

    [Fact]
    public void Another_machines_restore_point_is_none() => Assert.Null(Pick(Two, Restore("p", 1) with { Source = "sql-vm" }));

    [Fact]
    public void One_disk_alone_is_never_torn() => Assert.False(Pick(One, Os("a", 1))!.IsTorn);

    private static PickedPoint? Pick(SourceMachine machine, params SeenPoint[] points) => Pick(machine, null, points);

    private static PickedPoint? Pick(SourceMachine machine, DateTimeOffset? before, params SeenPoint[] points) =>
        PointPicker.Pick(machine, points, "westeurope", before, takesRestorePoints: true);

    private static SeenPoint Os(string id, double hours, string slot = "s1") => Point(id, PointForm.Snapshot, "unique-web-os", hours, slot);

    private static SeenPoint Data(string id, double hours, string slot = "s1") =>
        Point(id, PointForm.Snapshot, "unique-web-0", hours, slot);

    private static SeenPoint Restore(string id, double hours) => Point(id, PointForm.RestorePoint, "web-vm", hours, "s1");

    private static SeenPoint Point(string id, PointForm form, string source, double hours, string slot) =>
        new(id, form, source, "westeurope", "gold", slot, Cases.Now.AddHours(hours), PointState.Complete, null);
}
