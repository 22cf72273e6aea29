using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>What is put to the policy's advice.</summary>
public class AssessorTests
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

    private static IReadOnlyList<string> NotesOf(Demand demand, params (string Name, string Value)[] tags) =>
        new Assessor(null!, null!, null!, Options).Assess(
            Machine(tags: tags), demand with { Before = Before }, Offer(), null, Now).Advice.Notes;
}
