using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Needs;

public class CompanionsTests
{
    private static readonly Demand Quiet = Cases.Demand(vcpus: 0.3, memory: 1) with { NetworkOutMeanMbps = 0.001 };
    private static readonly Demand Busy = Cases.Demand(vcpus: 7, memory: 20);

    [Fact]
    public void A_standby_must_be_able_to_do_what_its_partner_did()
    {
        var needed = Companions.Needed(Quiet, Companions.Of([Of(" db ", Busy), Of("DB", Quiet)]));

        Assert.Equal(7, needed.CpuHighestVcpus);
        Assert.Equal(20, needed.MemoryPeakGiB);
        Assert.Equal(
            "Standard_D8s_v5",
            Cases.Advise(Cases.Machine("Standard_D16s_v5"), needed, Cases.Offer(Cases.D2, Cases.D4, Cases.D8, Cases.D16)).Target);
    }

    [Fact]
    public void A_standby_must_be_able_to_do_what_earlier_runs_saw_of_its_partner()
    {
        var worked = Quiet with { MemoryPeakGiB = 8, Before = new(7, 900, null, null, null) };
        var own = Quiet with { MemoryPeakGiB = 8, Before = new(1, 2000, null, null, null) };

        var needed = Companions.Needed(own, Companions.Of([Of("db", worked), Of("db", own)]));

        Assert.Equal(new(7, 2000, null, null, null), needed.Before);
        Assert.Equal("Standard_D8s_v5", Cases.Advise(Cases.Machine("Standard_D16s_v5"), needed).Target);
    }

    [Fact]
    public void The_busier_of_two_needs_what_it_needed() =>
        Assert.Equal(Busy, Companions.Needed(Busy, Companions.Of([Of("db", Busy), Of("db", Quiet)])));

    [Fact]
    public void Machines_of_one_availability_set_are_companions()
    {
        var inSet = Cases.Machine() with { Hardware = new() { AvailabilitySet = "/subscriptions/s/availabilitySets/a" } };

        Assert.Equal(2, Assert.Single(Companions.Of([new(inSet, "D8", Busy), new(inSet, "D8", Quiet)])).Members.Count);
    }

    [Fact]
    public void Another_size_has_another_part_in_its_group() =>
        Assert.Empty(Companions.Of([Of("shop", Busy, "Standard_E8s_v5"), Of("shop", Quiet)]));

    [Fact]
    public void Another_group_subscription_or_none_is_no_companion()
    {
        var elsewhere = new Companion(Grouped("db") with { Subscription = "another" }, "Standard_D8s_v5", Busy);

        Assert.Empty(Companions.Of([Of("db", Busy), Of("web", Quiet), elsewhere, Of("", Busy), Of(" ", Busy), new(
            Cases.Machine(), "Standard_D8s_v5", Busy), new(Cases.Machine(), "Standard_D8s_v5", Busy)]));
    }

    [Fact]
    public void What_is_cut_off_stays_ones_own_and_what_is_not_known_of_one_is_not_known()
    {
        var groups = Companions.Of([Of("db", Busy with
        {
            CpuCutOffShare = 0.5, MemoryFullShare = 0.5, MemoryPeakGiB = null
        }), Of("db", Quiet)]);

        var needed = Companions.Needed(Quiet, groups);

        Assert.Equal((0, 0), (needed.CpuCutOffShare, needed.MemoryFullShare));
        Assert.Null(needed.MemoryPeakGiB);
        Assert.Null(Companions.Needed(Quiet with { MemoryPeakGiB = null }, Companions.Of([Of("db", Busy), Of("db", Quiet)])).MemoryPeakGiB);
    }

    [Fact]
    public void Of_whom_too_little_is_known_is_named()
    {
        var group = Assert.Single(Companions.Of([Of("db", null), Of("db", Quiet)]));

        Assert.Single(group.Unassessed);
        Assert.Equal(0.3, group.Highest?.CpuHighestVcpus);
    }

    private static Companion Of(string group, Demand? demand, string size = "Standard_D8s_v5") => new(Grouped(group), size, demand);

    private static Machine Grouped(string name) => Cases.Machine(tags: ("ops:group", name));
}
