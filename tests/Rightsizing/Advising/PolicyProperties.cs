using System.Text.Json;
using CsCheck;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Tests.Rightsizing.Advising;

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
        select (Cases.Offer([D8, .. sizes.DistinctBy(size => size.Name)]), Busy(vcpus, memory));

    [Fact]
    public void Every_target_carries_the_demand() => Any.Sample(sample =>
    {
        var advice = Advise(Machine(), sample.Demand, sample.Offer);
        if (advice.Target is null)
            return;
        var target = sample.Offer.Find(advice.Target)!;
        Assert.True(sample.Demand.CpuHighestVcpus <= target.Vcpus);
        Assert.True(sample.Demand.MemoryPeakGiB <= target.MemoryGiB);
    }, iter: CaseCount);

    [Fact]
    public void The_order_of_the_sizes_changes_nothing() => Any.Sample(sample =>
    {
        var reversed = sample.Offer with { Sizes = [.. sample.Offer.Sizes.Reverse()] };
        Assert.Equal(Written(Advise(Machine(), sample.Demand, sample.Offer)), Written(Advise(Machine(), sample.Demand, reversed)));
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

    [Fact]
    public void More_demand_never_gives_a_cheaper_size() =>
        Gen.Select(Any, Gen.Double[1, 4], Gen.Double[1, 4]).Sample((sample, cpu, memory) =>
    {
        var more = sample.Demand with
        {
            CpuHighestVcpus = sample.Demand.CpuHighestVcpus * cpu,
            CpuSustainedVcpus = sample.Demand.CpuSustainedVcpus * cpu,
            MemoryPeakGiB = sample.Demand.MemoryPeakGiB * memory,
            MemoryFullShare = sample.Demand.MemoryPeakGiB * memory > 0.95 * D8.MemoryGiB ? 1 : 0,
            DiskIops = sample.Demand.DiskIops * cpu,
            NetworkOutMbps = sample.Demand.NetworkOutMbps * cpu,
        };
        // A question is no size. Memory is full and nothing offered is large enough: it stays where it is.
        if (Advise(Machine(), sample.Demand, sample.Offer).Kind == AdviceKind.Idle)
            return;
        if (more.MemoryPeakGiB > D8.MemoryGiB * 0.95 && Advise(Machine(), more, sample.Offer).Kind == AdviceKind.Keep)
            return;
        Assert.True(PriceAfter(sample.Offer, more) >= PriceAfter(sample.Offer, sample.Demand));
    }, iter: CaseCount);

    [Fact]
    public void Among_sizes_of_one_family_more_demand_never_gives_a_smaller_one() => Gen.Select(
            Gen.Double[0.01, 20], Gen.Double[0.1, 80], Gen.Double[1, 4], Gen.Double[1, 4])
        .Sample((vcpus, memory, moreCpu, moreMemory) =>
        {
            var offer = Offer(D2, D4, D8, D16);
            // A question is no size.
            if (Advise(Machine("Standard_D16s_v5"), Busy(vcpus, memory), offer).Kind == AdviceKind.Idle)
                return;
            double VcpusFor(Demand demand) =>
                offer.Find(Advise(Machine("Standard_D16s_v5"), demand, offer).Target ?? "Standard_D16s_v5")!.Vcpus;
            Assert.True(VcpusFor(Busy(vcpus * moreCpu, memory * moreMemory)) >= VcpusFor(Busy(vcpus, memory)));
        }, iter: CaseCount);

    [Fact]
    public void Every_cheaper_size_is_excluded_by_a_constraint_or_is_an_alternative() => Any.Sample(sample =>
    {
        var advice = Advise(Machine(), sample.Demand, sample.Offer);
        var limit = PriceAfter(sample.Offer, sample.Demand);
        var cheaper = sample.Offer.Sizes.Where(size => size.LinuxPerHour < limit).Select(size => size.Name).Order(StringComparer.Ordinal);
        if (advice.Kind == AdviceKind.Resize && advice.MonthlySaving > 0)
            Assert.Equal(cheaper, advice.CheaperExcluded.SelectMany(one => one.Sizes).Order(StringComparer.Ordinal));
    }, iter: CaseCount);

    [Fact]
    public void Alternatives_are_never_cheaper_than_the_advice_nor_more_than_three() => Any.Sample(sample =>
    {
        var advice = Advise(Machine(), sample.Demand, sample.Offer);
        Assert.True(advice.Alternatives.Count <= 3);
        Assert.All(advice.Alternatives, one => Assert.True(one.MonthlySaving <= advice.MonthlySaving));
        Assert.All(advice.Alternatives, one => Assert.NotEqual(advice.Target, one.Size));
    }, iter: CaseCount);

    // Without a figure of the last days nothing is advised to shut down, which is no size.
    private static Demand Busy(double vcpus, double memory) =>
        Demand(vcpus, memory) with { CpuLastThreeDaysVcpus = null, MemoryFullShare = memory > 0.95 * D8.MemoryGiB ? 1 : 0 };

    // What the machine costs when the advice is followed; without a least saving, which is a rule of its own.
    private static double PriceAfter(Offer offer, Demand demand)
    {
        var options = Cases.Options with { MinimumSavingPercent = 0, MinimumSavingUsd = 0 };
        return offer.Find(Advise(Machine(), demand, offer, options).Target ?? D8.Name)!.LinuxPerHour!.Value;
    }

    private static string Written(Advice advice) => JsonSerializer.Serialize(advice);
}
