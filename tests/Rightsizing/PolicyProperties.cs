using CsCheck;
using OpsFunctions.Orchestrations.Rightsizing;
using Xunit;
using Size = OpsFunctions.Orchestrations.Rightsizing.Size;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>What holds for every offer and demand.</summary>
public class PolicyProperties
{
    private static readonly int CaseCount = GeneratedCases.Of(200_000);

    private static readonly Gen<Size> AnySize =
        from vcpus in Gen.Int[0, 5].Select(power => 1 << power)
        from perVcpu in Gen.Int[1, 3].Select(power => 1 << power)
        from cents in Gen.Int[10, 60]
        from number in Gen.Int[1, 9999]
        select Size($"Standard_D{vcpus}_{perVcpu}_{number}", vcpus, vcpus * perVcpu, vcpus * cents / 1000d);

    private static readonly Gen<(Offer Offer, Demand Demand)> Any =
        from sizes in AnySize.Array[1, 12]
        from vcpus in Gen.Double[0.01, 8]
        from memory in Gen.Double[0.1, 32]
        select (Cases.Offer([D8, .. sizes.DistinctBy(size => size.Name)]), Demand(vcpus, memory));

    [Fact]
    public void Every_target_carries_the_demand() => Any.Sample(sample =>
    {
        var advice = Advise(Machine(), sample.Demand, sample.Offer);
        if (advice.Target is null)
            return;
        var target = sample.Offer.Find(advice.Target)!;
        Assert.True(sample.Demand.CpuP99Vcpus <= target.Vcpus * 0.65);
        Assert.True(sample.Demand.MemoryPeakGiB <= target.MemoryGiB * 0.8);
    }, iter: CaseCount);

    [Fact]
    public void The_order_of_the_sizes_changes_nothing() => Any.Sample(sample =>
    {
        var reversed = sample.Offer with { Sizes = [.. sample.Offer.Sizes.Reverse()] };
        Assert.Equal(Advise(Machine(), sample.Demand, sample.Offer), Advise(Machine(), sample.Demand, reversed));
    }, iter: CaseCount);

    [Fact]
    public void A_size_added_to_the_offer_never_makes_the_advice_dearer() => Gen.Select(Any, AnySize).Sample((sample, added) =>
    {
        if (sample.Offer.Find(added.Name) is not null)
            return;
        var before = Advise(Machine(), sample.Demand, sample.Offer);
        // Memory is full and nothing larger was offered before: the larger size costs more, and is right.
        if (before.Kind == AdviceKind.Keep && sample.Demand.MemoryPeakGiB > D8.MemoryGiB * 0.95)
            return;
        var after = Advise(Machine(), sample.Demand, sample.Offer with { Sizes = [.. sample.Offer.Sizes, added] });
        Assert.True(after.MonthlySaving >= before.MonthlySaving);
    }, iter: CaseCount);
}
