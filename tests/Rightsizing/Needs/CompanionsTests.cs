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
        var needed = Of((Grouped(" db "), Busy), (Grouped("DB"), Quiet)).Of(Grouped("db"), Quiet);

        Assert.Equal(7, needed.CpuHighestVcpus);
        Assert.Equal(20, needed.MemoryPeakGiB);
        Assert.Equal("Standard_D8s_v5", Cases.Advise(Cases.Machine("Standard_D16s_v5"), needed, Cases.Offer(Cases.D2, Cases.D4, Cases.D8, Cases.D16)).Target);
    }

    [Fact]
    public void The_busier_of_two_needs_what_it_needed() =>
        Assert.Equal(Busy, Of((Grouped("db"), Busy), (Grouped("db"), Quiet)).Of(Grouped("db"), Busy));

    [Fact]
    public void Machines_of_one_availability_set_are_companions()
    {
        var inSet = Cases.Machine() with { Hardware = new() { AvailabilitySet = "/subscriptions/s/availabilitySets/a" } };

        Assert.Equal(7, Of((inSet, Busy)).Of(inSet, Quiet).CpuHighestVcpus);
        Assert.True(Companions.AreAmong([inSet, inSet]));
        Assert.False(Companions.AreAmong([inSet, Cases.Machine()]));
    }

    [Fact]
    public void Another_size_has_another_part_in_its_group() =>
        Assert.Equal(Quiet, Of((Grouped("shop", "Standard_E8s_v5"), Busy)).Of(Grouped("shop"), Quiet));

    [Fact]
    public void Another_group_subscription_or_none_is_no_companion()
    {
        var companions = Of((Grouped("db"), Busy), (Cases.Machine(), Busy), (Grouped(" "), Busy));

        Assert.Equal(Quiet, companions.Of(Grouped("web"), Quiet));
        Assert.Equal(Quiet, companions.Of(Grouped("db") with { Subscription = "another" }, Quiet));
        Assert.Equal(Quiet, companions.Of(Cases.Machine(), Quiet));
        Assert.Equal(Quiet, companions.Of(Grouped(""), Quiet));
    }

    [Fact]
    public void What_is_cut_off_or_unknown_stays_ones_own()
    {
        var needed = Of((Grouped("db"), Busy with { CpuCutOffShare = 0.5, MemoryFullShare = 0.5 })).Of(Grouped("db"), Quiet with { MemoryPeakGiB = null });

        Assert.Equal(0, needed.CpuCutOffShare);
        Assert.Equal(0, needed.MemoryFullShare);
        Assert.Null(needed.MemoryPeakGiB);
    }

    private static Companions Of(params (Machine Machine, Demand Demand)[] machines)
    {
        var companions = new Companions();
        foreach (var (machine, demand) in machines)
            companions.Add(machine, demand);
        return companions;
    }

    private static Machine Grouped(string name, string size = "Standard_D8s_v5") => Cases.Machine(size, ("ops:group", name));
}
