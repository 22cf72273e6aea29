using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

public class PriceDoubtTests
{
    private static readonly SizePrice Doubtful = new(D8.Name, null, null) { Ambiguities = ["Linux: 0.384 or 0.5 USD an hour"] };

    [Fact]
    public void A_machine_whose_price_is_in_doubt_gets_no_advice_and_is_told_why()
    {
        var offer = Orchestrations.Machines.Sizes.Offer.Of(
            "s", "eastus", [Priceless(D4), Priceless(D8)], [Doubtful, new(D4.Name, 0.192, null)]);

        var advice = RightsizingPolicy.Advise(Machine(), Tags, Demand(), offer, Options, Now);

        Assert.Equal(AdviceKind.Unknown, advice.Kind);
        Assert.Equal($"the price of {D8.Name} in eastus is not known: the price list says Linux: 0.384 or 0.5 USD an hour", advice.Reason);
    }

    [Fact]
    public void A_size_whose_price_is_in_doubt_is_no_target()
    {
        var offer = Orchestrations.Machines.Sizes.Offer.Of(
            "s", "eastus", [Priceless(D2), Priceless(D4), Priceless(D8)], [new(D8.Name, 0.384, null), new(
                D4.Name, 0.192, null), Doubtful with { Size = D2.Name }]);

        var advice = RightsizingPolicy.Advise(Machine(), Tags, Demand(), offer, Options, Now);

        Assert.Equal((AdviceKind.Resize, D4.Name), (advice.Kind, advice.Target));
    }

    private static OpsTags Tags => OpsTags.Read(Machine().Tags, OpsFunctions.Orchestrations.Mode.Apply);

    private static Size Priceless(Size size) => size with { LinuxPerHour = null, WindowsPerHour = null };
}
