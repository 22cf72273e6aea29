using System.Globalization;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// Advice against truth: is the load of the 30 days after the advice carried by the advised size (at or under 100 % for 99.9 %
/// of the samples), wherever it was by the old one? Does it violate a constraint? How much of the saving that the truth allows is
/// found? Azure Advisor's rule beside it. <c>advice --seeds 20 --fleet 200 [--first 1]</c>; exit code 1 if an advice of the suite
/// is harmful or violates a constraint, or under 95 % of the saving is found.
/// </summary>
internal static class AdviceBenchmark
{
    private const double LeastFound = 0.95;

    private static readonly DateTimeOffset Start = Local.Cli.Rehearsal.RehearsalOptions.Start;
    private static readonly DateTimeOffset Now = Start.AddHours(6);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var (seeds, fleet, first) = (Arguments.Number(args, "--seeds", 20), Arguments.Number(args, "--fleet", 200), Arguments.Number(
            args, "--first", 1));
        var (ours, advisor, brim, room) = (new AdviceScore("this suite"), new AdviceScore("Azure Advisor's rule"), new AdviceScore(
            "who knows the future, to the brim"), new AdviceScore("who knows the future, with the same room"));
        var (toTheBrim, withRoom, machines) = (0d, 0d, 0);
        for (var seed = first; seed < first + seeds; seed++)
        {
            await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
            {
                Fleet = new FleetOptions { Machines = fleet, Seed = seed, Start = Start },
                Start = Now,
                EnforceThrottling = false,
            });
            var place = new TruthOfPlace(azure.Fleet);
            foreach (var (need, advice) in await AdviseAsync(azure))
            {
                machines++;
                toTheBrim += need.Saving(need.ToTheBrim);
                withRoom += need.Saving(need.WithRoom);
                foreach (var (score, target) in new[]
                {
                    (ours, advice.Target is null ? null : need.Offer.Find(advice.Target)),
                    (advisor, AdvisorRule.Target(need.Read)),
                    (brim, need.ToTheBrim),
                    (room, need.WithRoom),
                })
                    score.Add(target, need, target is null
                        ? []
                        : place.Obstacles(need.Truth.Machine, target.Name, Now, need.Options.RetirementNoticeDays));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds} seeds x {fleet} machines from seed {first}, {machines:N0} with enough data, generator of November 2026"));
        Console.WriteLine(
            "| | advised | below true need | violates a constraint | USD a month found | of what is possible with the same room | of what is possible to the brim |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var score in (AdviceScore[])[ours, advisor, room, brim])
            Console.WriteLine(score.Row(withRoom, toTheBrim));
        foreach (var wrong in ours.Harm.Concat(ours.Violations).Take(20))
            Console.WriteLine($"wrong: {wrong}");
        return ours.Harm.Count == 0 && ours.Violations.Count == 0 && ours.ShareOf(withRoom) >= LeastFound ? 0 : 1;
    }

    // Machines for whose size there is enough data; what to shut down and what is switched off by its owner is no question of size.
    private static async Task<List<(TrueNeed Need, Advice Advice)>> AdviseAsync(SimulatedAzure azure)
    {
        var options = new RightsizingOptions();
        var advised = new List<(TrueNeed, Advice)>();
        foreach (var read in await FleetReading.OfAsync(azure, options, Now))
        {
            var (machine, demand, offer) = (read.Machine, read.Demand, read.Offer);
            var tags = OpsTags.Read(machine.Tags, Mode.Report);
            if (demand is null || offer.Find(machine.Size) is not { } present || tags.Rightsizing == Mode.Off)
                continue;
            var advice = RightsizingPolicy.Advise(machine, tags, demand, offer, options, Now);
            if (advice.Kind is AdviceKind.Keep or AdviceKind.Resize)
                advised.Add((new TrueNeed(
                    read, tags, demand, present, options, TruthOfMachine.Of(azure.Fleet.Find(machine.Id)!, Now, Ahead), Now), advice));
        }
        return advised;
    }
}
