using OpsFunctions.Orchestrations.Drills.Planning;
using Xunit;

namespace OpsFunctions.Tests.Drills.Planning;

/// <summary>A journal that was forged, or mixed up, deletes nothing of others.</summary>
public class DrillJournalTests
{
    private static readonly DrillJournal Journal = Cases.Journal();
    private static readonly string Name = DrillJournal.NameOf(Cases.DrillId);

    [Fact]
    public void What_the_blueprint_writes_is_taken() => Assert.Null(Journal.ProblemAs(Name));

    [Fact]
    public void The_casing_of_ids_makes_no_difference()
    {
        var shouted = Journal with
        {
            GroupId = Journal.GroupId.ToUpperInvariant(),
            Resources = [.. Journal.Resources.Select(one => one with { Id = one.Id.ToLowerInvariant() })],
        };

        Assert.Null(shouted.ProblemAs(Name));
    }

    [Fact]
    public void Another_drills_is_refused() =>
        Assert.Equal("it is of another drill", Journal.ProblemAs(DrillJournal.NameOf("drills-other")));

    [Theory]
    [InlineData(Cases.SourceGroup)]
    [InlineData($"/subscriptions/{Cases.Place}/resourceGroups/ops-drill-other")]
    [InlineData("")]
    public void A_group_that_is_not_derived_from_its_id_is_refused(string group) =>
        Assert.Equal("its group is not the drill's", (Journal with { GroupId = group }).ProblemAs(Name));

    [Theory]
    [InlineData(Cases.SourceGroup + "/providers/Microsoft.Compute/disks/web-os")]
    [InlineData(Cases.SourceGroup)]
    [InlineData("{group}-2/providers/Microsoft.Compute/disks/x")]
    [InlineData("{group}/../shop/providers/Microsoft.Compute/disks/x")]
    [InlineData("{group}/providers/Microsoft.Compute/disks/x?y")]
    [InlineData("{group}/")]
    [InlineData("")]
    public void A_resource_outside_of_its_group_is_refused(string id)
    {
        var resource = Journal.Resources[1] with { Id = id.Replace("{group}", Journal.GroupId, StringComparison.Ordinal) };

        Assert.Equal(
            "it names a resource outside of the drill's group",
            (Journal with { Resources = [.. Journal.Resources, resource] }).ProblemAs(Name));
    }

    [Fact]
    public void A_part_is_found_by_its_key_and_by_nothing_else()
    {
        Assert.Equal(DrillKind.Network, Journal.Find("network")?.Kind);
        Assert.Null(Journal.Find("Network"));
    }
}
