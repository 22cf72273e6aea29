using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>What earlier runs saw, in the advice of a later one.</summary>
public class EarlierRunsTests
{
    private static readonly Peaks Before = new(6, 5000, null, null, null);

    [Fact]
    public void What_earlier_runs_saw_is_noted_where_it_counts() => Assert.Equal(
        ["earlier runs saw more, and it counts: up to 6 vCPU, 5000 operations a second; by the look-back alone it would be Resize to Standard_D2s_v5"],
        NotesOf(Demand()));

    // 6 of 8 vCPU now, too.
    [Fact]
    public void What_earlier_runs_saw_is_not_noted_where_the_advice_is_the_same_without_it() =>
        Assert.Empty(NotesOf(Demand(vcpus: 5.9) with { DiskIops = 4999 }));

    // Off by its tag, by its power, without a floor that is known, or too little known of it.
    [Fact]
    public void What_earlier_runs_saw_is_not_noted_where_no_size_is_looked_for()
    {
        Assert.Empty(NotesOf(Demand(), ("ops:rightsizing", "off")));
        Assert.Empty(NotesOf(Demand() with { OffDays = 9 }));
        Assert.Empty(NotesOf(Demand(), ("ops:floor", "Standard_Nothing")));
        Assert.Empty(NotesOf(Demand() with { ObservedDays = 3 }));
    }

    [Fact]
    public void What_earlier_runs_saw_is_sized_for_but_never_more_than_the_machine_has()
    {
        Assert.Equal("Standard_D2s_v5", Advise(Machine(), Demand(vcpus: 1)).Target);
        Assert.Equal("Standard_D4s_v5", Advise(Machine(), Demand(vcpus: 1) with { Before = new(3, null, null, null, null) }).Target);
        Assert.Equal(AdviceKind.Keep, Advise(Machine(), Demand(vcpus: 1) with { Before = new(12, null, null, null, null) }).Kind);
    }

    // It needs 4 of 4 vCPU now, and used 9 of another size some weeks ago.
    [Fact]
    public void A_dearer_size_is_for_what_goes_on_now()
    {
        var full = Demand(vcpus: 4) with { CpuCutOffShare = 0.1 };

        Assert.Equal("Standard_D8s_v5", Advise(Machine("Standard_D4s_v5"), full).Target);
        Assert.Equal("Standard_D8s_v5", Advise(Machine("Standard_D4s_v5"), full with { Before = new(9, null, null, null, null) }).Target);
    }

    // Of the two sizes of 8 vCPU only one gives the disks what earlier runs saw, and the present one gives as much.
    [Fact]
    public void A_larger_size_carries_what_earlier_runs_saw_as_far_as_the_present_one_does()
    {
        var slow = Size("Standard_L8s", 8, 32, 0.3) with { DiskIops = 3000 };
        var full = Demand(vcpus: 4) with { CpuCutOffShare = 0.1 };
        var disks = full with { Before = new(1, 6000, null, null, null) };

        Assert.Equal("Standard_L8s", Advise(Machine("Standard_D4s_v5"), full, Offer(D4, D8, slow)).Target);
        Assert.Equal("Standard_D8s_v5", Advise(Machine("Standard_D4s_v5"), disks, Offer(D4, D8, slow)).Target);
        Assert.Equal("Standard_D8s_v5", Advise(Machine("Standard_D4s_v5"), full with { Before = new(9, 60_000, null, null, null) }).Target);
    }

    private static IReadOnlyList<string> NotesOf(Demand demand, params (string Name, string Value)[] tags) =>
        Advise(Machine(tags: tags), demand with { Before = Before }).Notes;
}
