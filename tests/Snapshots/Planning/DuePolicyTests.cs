using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Cases;

namespace OpsFunctions.Tests.Snapshots.Planning;

public class DuePolicyTests
{
    [Fact]
    public void What_the_slot_lacks_is_due_with_a_name_and_tags_that_lead_back_to_it()
    {
        var item = Assert.Single(DuePolicy.Of(Machine(), Daily, OneByOne, Now).Items);

        Assert.Equal(Point(0).Id, item.PointId);
        Assert.Equal(("opsfunctions-snapshots", "silver", "20260610t00", "unique-os", "rg-shop/vm-1", "os", "crash"), (
            item.Tags["ops:created-by"], item.Tags["ops:policy"], item.Tags["ops:slot"], item.Tags["ops:source"], item.Tags["ops:machine"],
            item.Tags["ops:disk"], item.Tags["ops:consistency"]));
    }

    [Theory]
    [InlineData(PointState.Complete, 0)]
    [InlineData(PointState.Pending, 0)]
    [InlineData(PointState.Failed, 1)]
    public void A_slot_that_has_its_point_is_done_and_one_that_failed_is_due_again(PointState state, int due) =>
        Assert.Equal(due, DuePolicy.Of(Machine() with { Points = [Point(0, state)] }, Daily, OneByOne, Now).Items.Count);

    [Fact]
    public void All_disks_of_a_slot_are_one_set()
    {
        var items = DuePolicy.Of(Machine(Disk("os"), Disk("data0")), Daily, OneByOne, Now).Items;

        Assert.Equal(2, items.Count);
        Assert.Single(items.Select(item => item.Tags["ops:set"]).Distinct());
        Assert.NotEqual(
            items[0].Tags["ops:set"],
            DuePolicy.Of(Machine(Disk("os"), Disk("data0")), Daily, OneByOne, Now.AddDays(1)).Items[0].Tags["ops:set"]);
    }

    [Theory]
    [InlineData(499, 0, 0, "499 snapshots")]
    [InlineData(20, 6, 0, "five minutes")]
    [InlineData(20, 1, 3, "not complete")]
    public void A_limit_of_Azures_is_not_run_into(int all, int recent, int pending, string note)
    {
        var due = DuePolicy.Of(
            Machine(Disk("os", "PremiumV2_LRS") with { Snapshots = all, RecentSnapshots = recent, PendingSnapshots = pending }), Daily,
            OneByOne, Now);

        Assert.Empty(due.Items);
        Assert.Contains(note, due.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void One_below_each_limit_is_taken() =>
        Assert.Single(DuePolicy.Of(
            Machine(Disk("os", "PremiumV2_LRS") with { Snapshots = 498, RecentSnapshots = 5, PendingSnapshots = 2 }), Daily, OneByOne,
            Now).Items);

    [Fact]
    public void A_machine_that_the_inventory_does_not_show_is_not_taken() =>
        Assert.Empty(DuePolicy.Of(Machine() with { IsAbsent = true }, Daily, OneByOne, Now).Items);

    [Fact]
    public void A_disk_that_is_not_shown_waits_and_the_others_do_not()
    {
        var due = DuePolicy.Of(Machine(Disk("os")) with { Unseen = ["data0"] }, Daily, OneByOne with { Claim = Consistency.None }, Now);

        Assert.Single(due.Items);
        Assert.Contains("data0", due.Note, StringComparison.Ordinal);
    }

    /// <summary>Runs repeated and killed at any point, at any times: a slot has one point a disk.</summary>
    [Fact]
    public void A_slot_has_one_point_a_disk_however_often_a_run_is_repeated_or_killed() =>
        Gen.Select(
                Gen.Enum<SlotLength>(), Gen.Int[0, 23], Gen.Int[1, 4], Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 4], Gen.Bool).Array[1, 12])
            .Sample((every, hour, disks, runs) =>
            {
                var policy = Daily with { Every = every, SlotHour = hour };
                var machine = Machine([.. Enumerable.Range(0, disks).Select(number => Disk($"data{number}"))]);
                var made = new List<(string Slot, string Source)>();
                foreach (var (minutes, killedAfter, fails) in runs.OrderBy(run => run.Item1))
                {
                    var now = Now.AddMinutes(minutes);
                    foreach (var item in DuePolicy.Of(machine, policy, OneByOne, now).Items.Take(killedAfter))
                    {
                        // A name that is there is begun again, not made a second time.
                        if (!machine.Points.Any(point => point.Id == item.PointId && point.State != PointState.Failed) && !fails)
                            made.Add((item.Slot, item.Source));
                        var point = new SeenPoint(item.PointId, item.Form, item.Source, item.Region, policy.Name, item.Slot, now, fails
                            ? PointState.Failed
                            : PointState.Complete, null);
                        machine = machine with { Points = [.. machine.Points.Where(one => one.Id != point.Id), point] };
                    }
                }
                return made.Distinct().Count() == made.Count && made.TrueForAll(one => Slot.StartOf(one.Slot) is not null);
            }, iter: GeneratedCases.Of(1_000_000));
}
