using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>What is advised and must not be carried out unattended.</summary>
public class NotToBeAppliedTests
{
    private const string Id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/web/providers/Microsoft.Compute/any/thing-1";

    private static readonly Advice Resize = Advice.Resize("Standard_D4s_v5", 100, "");

    [Fact]
    public void A_plain_machine_may_be_resized_and_shut_down()
    {
        Assert.Empty(Of(new()));
        Assert.Empty(NotToBeApplied.Of(Machine(), Advice.Unused(1, ""), cluster: null));
    }

    [Fact]
    public void An_ephemeral_OS_disk_would_be_lost() =>
        Assert.Equal(["its OS disk is ephemeral and would be lost"], Of(new() { EphemeralOsDisk = true }));

    [Fact]
    public void A_dedicated_host_is_paid_for_whatever_runs_on_it() =>
        Assert.Contains("dedicated host thing-1", Assert.Single(Of(new() { DedicatedHost = Id })), StringComparison.Ordinal);

    [Fact]
    public void A_capacity_reservation_is_paid_for_whatever_runs_in_it() =>
        Assert.Contains(
            "capacity reservation group thing-1", Assert.Single(Of(new() { CapacityReservationGroup = Id })), StringComparison.Ordinal);

    [Fact]
    public void A_scale_set_decides_on_its_machines() =>
        Assert.Contains("scale set thing-1", Assert.Single(Of(new() { ScaleSet = Id })), StringComparison.Ordinal);

    [Fact]
    public void A_spot_machine_may_not_get_a_place_again() =>
        Assert.Contains(
            "a spot machine", Assert.Single(NotToBeApplied.Of(Machine() with { IsSpot = true }, Resize, cluster: null)),
            StringComparison.Ordinal);

    // Its place is what a standby is kept for.
    [Fact]
    public void A_stopped_machine_of_a_group_may_be_a_standby()
    {
        var stopped = Machine(tags: ("ops:group", "pair")) with { IsStopped = true };

        Assert.StartsWith("stopped, and of a group", Assert.Single(NotToBeApplied.Of(stopped, Advice.Unused(1, ""), cluster: null)),
            StringComparison.Ordinal);
        Assert.Empty(NotToBeApplied.Of(stopped with { IsStopped = false }, Advice.Unused(1, ""), cluster: null));
        Assert.Empty(NotToBeApplied.Of(Machine() with { IsStopped = true }, Advice.Unused(1, ""), cluster: null));
    }

    [Fact]
    public void An_availability_set_whose_cluster_was_not_asked_says_so() =>
        Assert.Equal(
            ["member of availability set thing-1: its cluster was not asked whether it has the size"], Of(new() { AvailabilitySet = Id }));

    [Fact]
    public void An_availability_set_whose_cluster_has_the_size_is_no_mark() =>
        Assert.Empty(Of(new() { AvailabilitySet = Id }, new(["Standard_d4s_V5"], null)));

    [Fact]
    public void An_availability_set_whose_cluster_lacks_the_size_is_advice_only() =>
        Assert.Contains(
            "does not have Standard_D4s_v5", Assert.Single(Of(new() { AvailabilitySet = Id }, new(["Standard_D2s_v5"], null))),
            StringComparison.Ordinal);

    [Fact]
    public void A_cluster_that_refused_to_answer_gives_its_reason() =>
        Assert.Contains(
            "is not known: forbidden", Assert.Single(Of(new() { AvailabilitySet = Id }, new([], "forbidden"))), StringComparison.Ordinal);

    [Fact]
    public void A_member_of_an_availability_set_may_be_shut_down() =>
        Assert.Empty(NotToBeApplied.Of(Machine() with { Hardware = new() { AvailabilitySet = Id } }, Advice.Unused(1, ""), cluster: null));

    [Fact]
    public void Every_reason_is_given() =>
        Assert.Equal(
            5,
            Of(new()
            {
                EphemeralOsDisk = true, DedicatedHost = Id, CapacityReservationGroup = Id, ScaleSet = Id, AvailabilitySet = Id
            }).Count);

    [Fact]
    public void Where_nothing_is_to_be_carried_out_nothing_is_marked()
    {
        var machine = Machine() with { IsSpot = true, Hardware = new() { EphemeralOsDisk = true } };

        Assert.Empty(NotToBeApplied.Of(machine, Advice.Keep(""), cluster: null));
        Assert.Empty(NotToBeApplied.Of(machine, Advice.Unknown(""), cluster: null));
    }

    private static IReadOnlyList<string> Of(MachineHardware hardware, ClusterSizes? cluster = null) =>
        NotToBeApplied.Of(Machine() with { Hardware = hardware }, Resize, cluster);
}
