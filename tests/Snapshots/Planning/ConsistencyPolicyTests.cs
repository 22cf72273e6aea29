using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Cases;

namespace OpsFunctions.Tests.Snapshots.Planning;

public class ConsistencyPolicyTests
{
    private static readonly ProtectedMachine Two = Machine(Disk("os"), Disk("data0"));

    [Fact]
    public void One_disk_is_a_snapshot_and_of_one_moment() =>
        Holds(ConsistencyPolicy.Decide(Machine(), Daily), PointForm.Snapshot, Consistency.None, Consistency.Crash);

    [Fact]
    public void Several_disks_are_one_restore_point() =>
        Holds(ConsistencyPolicy.Decide(Two, Daily), PointForm.RestorePoint, Consistency.Crash, Consistency.Crash);

    [Fact]
    public void Independent_disks_are_snapshots_and_nothing_is_claimed()
    {
        var decision = ConsistencyPolicy.Decide(Two with { HasIndependentDisks = true }, Daily);

        Holds(decision, PointForm.Snapshot, Consistency.None, Consistency.None);
        Assert.Contains("ops:disks=independent", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("os")]
    [InlineData("data0")]
    public void Where_the_host_caches_writes_nothing_is_claimed(string cached)
    {
        var machine = Machine([.. Two.Disks.Select(disk => disk with { Caching = disk.Role == cached ? "ReadWrite" : "ReadOnly" })]);

        Holds(ConsistencyPolicy.Decide(machine, Daily), PointForm.RestorePoint, Consistency.Crash, Consistency.None);
        Holds(
            ConsistencyPolicy.Decide(machine, Daily with { Consistency = Consistency.Application }), PointForm.RestorePoint,
            Consistency.Application, Consistency.Application);
    }

    [Theory]
    [InlineData("Standard_D4s_v5", Consistency.Crash)]
    [InlineData("Standard_D4s_v6", Consistency.None)]
    [InlineData("Standard_D4ds_v6", Consistency.None)]
    [InlineData("Standard_D4as_v6", Consistency.Crash)]
    [InlineData("Standard_D4ads_v7", Consistency.None)]
    [InlineData("Standard_E8-4as_v7", Consistency.None)]
    [InlineData("Standard_B2ms", Consistency.Crash)]
    [InlineData("Standard_A4_v2", Consistency.Crash)]
    public void New_sizes_with_several_data_disks_have_no_promise(string size, Consistency claim)
    {
        Holds(
            ConsistencyPolicy.Decide(Machine(Disk("os"), Disk("data0"), Disk("data1")) with { Size = size }, Daily), PointForm.RestorePoint,
            Consistency.Crash, claim);
        Holds(ConsistencyPolicy.Decide(Two with { Size = size }, Daily), PointForm.RestorePoint, Consistency.Crash, Consistency.Crash);
    }

    [Theory]
    [InlineData("PremiumV2_LRS")]
    [InlineData("UltraSSD_LRS")]
    public void Slow_disks_have_no_crash_consistent_restore_point(string sku)
    {
        var machine = Machine(Disk("os"), Disk("data0", sku));

        Holds(ConsistencyPolicy.Decide(machine, Daily), PointForm.Snapshot, Consistency.None, Consistency.None);
        Holds(
            ConsistencyPolicy.Decide(machine, Daily with { Consistency = Consistency.Application }), PointForm.RestorePoint,
            Consistency.Application, Consistency.Application);
    }

    [Fact]
    public void A_machine_that_is_off_is_not_quiesced() =>
        Holds(
            ConsistencyPolicy.Decide(Two with { IsRunning = false }, Daily with { Consistency = Consistency.Application }),
            PointForm.RestorePoint, Consistency.Crash, Consistency.Crash);

    [Fact]
    public void Beside_an_ephemeral_disk_the_others_are_taken_and_of_several_nothing_is_claimed()
    {
        IReadOnlyList<string> left = ["disk os lies on the host"];

        Holds(
            ConsistencyPolicy.Decide(Machine(Disk("data0")) with { Left = left }, Daily), PointForm.Snapshot, Consistency.None,
            Consistency.Crash);
        Holds(
            ConsistencyPolicy.Decide(Machine(Disk("data0"), Disk("data1")) with { Left = left }, Daily), PointForm.Snapshot,
            Consistency.None, Consistency.None);
    }

    [Fact]
    public void A_disk_that_the_inventory_does_not_show_does_not_change_the_form() =>
        Holds(
            ConsistencyPolicy.Decide(Machine(Disk("os")) with { Unseen = ["data0"] }, Daily), PointForm.RestorePoint, Consistency.Crash,
            Consistency.Crash);

    private static void Holds(ConsistencyDecision decision, PointForm form, Consistency mode, Consistency claim) =>
        Assert.Equal((form, mode, claim), (decision.Form, decision.Mode, decision.Claim));
}
