using System.Globalization;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Simulator;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;
using Size = OpsFunctions.Orchestrations.Rightsizing.Size;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// Advice against truth: is the load of the 30 days after the advice carried by the advised size (at or under 100 % for 99.9 %
/// of the samples), wherever it was by the old one? And how much of the saving that the truth allows is found? Azure Advisor's
/// rule beside it. <c>advice --seeds 20 --fleet 200</c>; exit code 1 if any advice of the suite is harmful.
/// </summary>
internal static class AdviceBenchmark
{
    private static readonly DateTimeOffset Now = RehearsalStart.AddHours(6);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    private static DateTimeOffset RehearsalStart => Local.Cli.RehearsalOptions.Start;

    public static async Task<int> RunAsync(string[] args)
    {
        var (seeds, fleet) = (Arguments.Number(args, "--seeds", 20), Arguments.Number(args, "--fleet", 200));
        var (ours, advisor, possible, machines) = (new Score("the suite"), new Score("Azure Advisor's rule"), 0d, 0);
        for (var seed = 1; seed <= seeds; seed++)
        {
            await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
            {
                Fleet = new FleetOptions { Machines = fleet, Seed = seed, Start = RehearsalStart },
                Start = Now,
                EnforceThrottling = false,
            });
            foreach (var (machine, demand, offer) in (await FleetReading.OfAsync(azure, new RightsizingOptions(), Now)).Machines)
            {
                if (demand is null || offer.Find(machine.Size) is not { } present || machine.IsSpot)
                    continue;
                var options = new RightsizingOptions();
                var tags = OpsTags.Read(machine.Tags, Mode.Report);
                var advice = RightsizingPolicy.Advise(machine, tags, demand, offer, options, Now);
                if (advice.Kind is AdviceKind.Unknown or AdviceKind.Shutdown || tags.Rightsizing == Mode.Off)
                    continue;
                machines++;
                var truth = TruthOfMachine.Of(azure.Fleet.Find(machine.Id)!, Now, Ahead);
                possible += Possible(machine, tags, demand, present, offer, options, truth);
                ours.Add(machine, present, advice.Target is null ? null : offer.Find(advice.Target), truth);
                advisor.Add(machine, present, AdvisorRule.Target(machine, demand, offer), truth);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds x {fleet} machines, {machines} with enough data; the truth allows {possible:N0} USD a month"));
        foreach (var score in (Score[])[ours, advisor])
            Console.WriteLine(score.Line(possible));
        foreach (var harm in ours.Harm.Take(10))
            Console.WriteLine($"  harmful: {harm}");
        return ours.Harm.Count == 0 ? 0 : 1;
    }

    // The cheapest size that meets every hard constraint and carries what is to come.
    private static double Possible(
        Machine machine, OpsTags tags, Demand demand, Size present, Offer offer, RightsizingOptions options, TruthOfMachine truth)
    {
        if (RightsizingPolicy.Price(machine, present) is not { } price)
            return 0;
        var need = Need.Of(demand, present, tags.IsProduction, options) with { Vcpus = 0, MemoryGiB = 0, SustainedVcpus = 0, DiskIops = 0, DiskMBps = 0 };
        var floor = tags.Floor is null ? null : offer.Find(tags.Floor);
        foreach (var size in offer.Sizes.OrderBy(size => RightsizingPolicy.Price(machine, size) ?? double.MaxValue))
        {
            if (RightsizingPolicy.Price(machine, size) is not { } cheaper || cheaper >= price)
                return 0;
            if (SizeRules.Excludes(new Candidate(machine, present, size, need, floor, options, DateOnly.FromDateTime(Now.UtcDateTime))) is null && truth.Share(size.Name) >= Truth.Enough)
                return (price - cheaper) * 730;
        }
        return 0;
    }

    private sealed class Score(string name)
    {
        private int _advised;
        private double _saving;

        public List<string> Harm { get; } = [];

        public void Add(Machine machine, Size present, Size? target, TruthOfMachine truth)
        {
            if (target is null)
                return;
            _advised++;
            var share = truth.Share(target.Name);
            // Where the old size did not carry the load either, the new one must at least carry as much of it.
            if (share < Math.Min(Truth.Enough, truth.Share(present.Name)))
                Harm.Add(string.Create(CultureInfo.InvariantCulture, $"{machine.Name} {present.Name} -> {target.Name}: carries {share:P2}, {truth.Machine.Archetype}"));
            else
                _saving += Math.Max(0, ((RightsizingPolicy.Price(machine, present) - RightsizingPolicy.Price(machine, target)) ?? 0) * 730);
        }

        public string Line(double possible) => string.Create(CultureInfo.InvariantCulture,
            $"{name,-22} {_advised,6} advised   {Harm.Count,4} harmful   {_saving,12:N0} USD a month found by harmless advice, {(possible > 0 ? 100 * _saving / possible : 0):0.0} %");
    }
}
