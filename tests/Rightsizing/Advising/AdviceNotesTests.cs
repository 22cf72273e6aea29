using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>What is told beside the reason.</summary>
public class AdviceNotesTests
{
    private static readonly Advice Resize = Advice.Resize("Standard_D4s_v5", 100, "");

    [Fact]
    public void A_plain_machine_with_a_known_quota_has_no_notes() => Assert.Empty(AdviceNotes.Of(Machine(), Resize, Offer()));

    [Fact]
    public void A_spot_machines_price_moves_and_it_can_be_evicted()
    {
        var note = Assert.Single(AdviceNotes.Of(Machine() with { IsSpot = true }, Resize, Offer()));

        Assert.Contains("its price moves", note, StringComparison.Ordinal);
        Assert.Contains("evict", note, StringComparison.Ordinal);
    }

    // The question may say what a smaller size would save.
    [Fact]
    public void A_spot_machines_price_moves_where_its_owner_is_asked_too()
    {
        var note = Assert.Single(AdviceNotes.Of(Machine() with { IsSpot = true }, Advice.Idle(""), Offer()));

        Assert.Contains("its price moves", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quota_that_is_not_known_is_told_with_a_resize_only()
    {
        var offer = Offer() with { QuotaProblem = "quota: forbidden" };

        Assert.Equal(["whether the quota allows it is not known: quota: forbidden"], AdviceNotes.Of(Machine(), Resize, offer));
        Assert.Empty(AdviceNotes.Of(Machine(), Advice.Unused(1, ""), offer));
        Assert.Empty(AdviceNotes.Of(Machine(), Advice.Keep(""), offer));
    }
}
