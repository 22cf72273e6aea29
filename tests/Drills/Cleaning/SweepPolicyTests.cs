using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Planning;
using Xunit;

namespace OpsFunctions.Tests.Drills.Cleaning;

/// <summary>A group is deleted only if everything says that it is the drill's.</summary>
public class SweepPolicyTests
{
    private static readonly DrillJournal Intended = Cases.Journal() with { GroupIntendedAt = Cases.Now };

    [Fact]
    public void A_group_of_journal_name_and_tag_is_the_drills() => Assert.True(SweepPolicy.IsOwn(Intended, Cases.DrillId));

    [Fact]
    public void Casing_of_its_id_makes_no_difference() =>
        Assert.True(SweepPolicy.IsOwn(Intended with { GroupId = Intended.GroupId.ToUpperInvariant() }, Cases.DrillId));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("drills-other")]
    [InlineData("DRILLS-SHOP-20260601-060000")]
    public void Without_its_tag_it_is_not(string? tag) => Assert.False(SweepPolicy.IsOwn(Intended, tag));

    [Fact]
    public void Before_the_drill_meant_to_make_it_it_is_somebody_elses() =>
        Assert.False(SweepPolicy.IsOwn(Intended with { GroupIntendedAt = null }, Cases.DrillId));

    [Fact]
    public void After_all_was_found_gone_what_has_its_name_is_somebody_elses() =>
        Assert.False(SweepPolicy.IsOwn(Intended with { ClosedAt = Cases.Now }, Cases.DrillId));

    [Theory]
    [InlineData(Cases.SourceGroup)]
    [InlineData($"/subscriptions/{Cases.Source}/resourceGroups/ops-drill-shop-20260601-060000")]
    public void A_name_or_a_subscription_that_is_not_derived_is_not(string group) =>
        Assert.False(SweepPolicy.IsOwn(Intended with { GroupId = group }, Cases.DrillId));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(29, false)]
    [InlineData(30, false)]
    [InlineData(31, true)]
    [InlineData(100_000, true)]
    public void It_is_swept_half_an_hour_after_its_time(int minutes, bool isDue) =>
        Assert.Equal(isDue, SweepPolicy.IsDue(Intended, [Cases.Place], Intended.ExpiresAt.AddMinutes(minutes)));

    [Fact]
    public void Only_where_drills_may_be_built()
    {
        var later = Intended.ExpiresAt.AddDays(1);

        Assert.True(SweepPolicy.IsDue(Intended, [Cases.Source, Cases.Place.ToUpperInvariant()], later));
        Assert.False(SweepPolicy.IsDue(Intended, [Cases.Source], later));
        Assert.False(SweepPolicy.IsDue(Intended, [], later));
    }

    [Fact]
    public void What_is_closed_is_not_swept_again() =>
        Assert.False(SweepPolicy.IsDue(Intended with { ClosedAt = Cases.Now }, [Cases.Place], Intended.ExpiresAt.AddDays(1)));
}
