using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>What becomes of advice to a machine that may have to do the work of one of which too little is known.</summary>
public class WithheldTests
{
    private const string Reason = "too little is known of web-2, whose work it may have to do";

    [Fact]
    public void A_smaller_size_is_kept_from_it()
    {
        var withheld = Assessor.Withheld(Of(Advice.Resize(D2.Name, 100, "small")), Reason);

        Assert.Equal((AdviceKind.Keep, null), (withheld.Advice.Kind, withheld.Target));
        Assert.Equal($"{Reason}: no smaller size. Alone: small", withheld.Advice.Reason);
    }

    // The question may name a smaller size. An activity may run twice.
    [Fact]
    public void A_question_to_its_owner_stays_and_says_once_that_no_smaller_size_is_known_to_do()
    {
        var withheld = Assessor.Withheld(Assessor.Withheld(Of(Advice.Idle("dormant")), Reason), Reason);

        Assert.Equal(AdviceKind.Idle, withheld.Advice.Kind);
        Assert.Equal([$"{Reason}: no smaller size, also with ops:floor"], withheld.Advice.Notes);
    }

    private static Assessment Of(Advice advice) =>
        new(Machine(), OpsTags.Read(Machine().Tags, Mode.Report), D8, advice.Target is null ? null : D2, null, advice, null);
}
