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
        var (ours, advisor, toTheBrim, withRoom, machines) = (new Score("the suite"), new Score("Azure Advisor's rule"), 0d, 0d, 0);
        var explain = args.Contains("--explain");
        var first = Arguments.Number(args, "--first", 1);
        for (var seed = first; seed < first + seeds; seed++)
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
                var need = new TrueNeed(machine, tags, demand, present, offer, options, truth, Now);
                var (brim, room) = (need.ToTheBrim, need.WithRoom);
                toTheBrim += need.Saving(brim);
                withRoom += need.Saving(room);
                var target = advice.Target is null ? null : offer.Find(advice.Target);
                ours.Add(machine, present, target, need);
                advisor.Add(machine, present, AdvisorRule.Target(machine, demand, offer), need);
                var lost = need.Saving(room) - need.Saving(target);
                if (explain && Math.Abs(lost) > 1)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LOST {lost,9:0.00} {truth.Machine.Archetype,-12} {machine.Name} {present.Name} prod={tags.IsProduction} ours={target?.Name} room={room?.Name} brim={brim?.Name} | {advice.Reason} | ahead {truth.Covering(Truth.Enough).Vcpus:0.00} p99 {demand.CpuP99Vcpus:0.00} daily {demand.CpuDailyPeakP95Vcpus:0.00} mem {truth.Covering(Truth.Enough).MemoryGiB:0.0}/{demand.MemoryPeakGiB:0.0} g {demand.GrowthPerMonth:0.00} sus {demand.CpuSustainedVcpus:0.00} iops {demand.DiskIops:0} {truth.Covering(Truth.Enough).DiskIops:0}"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds x {fleet} machines, {machines} with enough data; the truth allows {toTheBrim:N0} USD a month, with the same room {withRoom:N0}"));
        foreach (var score in (Score[])[ours, advisor])
            Console.WriteLine(score.Line(toTheBrim, withRoom));
        foreach (var harm in ours.Harm.Take(30))
            Console.WriteLine($"  harmful: {harm}");
        return ours.Harm.Count == 0 ? 0 : 1;
    }

    private sealed class Score(string name)
    {
        private int _advised;
        private double _saving;

        public List<string> Harm { get; } = [];

        public void Add(Machine machine, Size present, Size? target, TrueNeed need)
        {
            if (target is null)
                return;
            _advised++;
            var share = need.Truth.Share(target.Name);
            // Where the old size did not carry the load either, the new one must at least carry as much of it.
            if (share < Math.Min(Truth.Enough, need.Truth.Share(present.Name)))
                Harm.Add(string.Create(CultureInfo.InvariantCulture, $"{machine.Name} {present.Name} -> {target.Name}: carries {share:P2}, {need.Truth.Machine.Archetype} p99 {need.Demand.CpuP99Vcpus} highest {need.Demand.CpuHighestVcpus} daily {need.Demand.CpuDailyPeakP95Vcpus} growth {need.Demand.GrowthPerMonth} sustained {need.Demand.CpuSustainedVcpus} cut {need.Demand.CpuCutOffShare} gone {need.Demand.CreditsGoneShare}, ahead {need.Truth.Covering(0.999)}"));
            else
                _saving += need.Saving(target);
        }

        public string Line(double toTheBrim, double withRoom) => string.Create(CultureInfo.InvariantCulture,
            $"{name,-22} {_advised,6} advised   {Harm.Count,4} harmful   {_saving,12:N0} USD a month found by harmless advice, {100 * _saving / withRoom:0.0} % with the same room, {100 * _saving / toTheBrim:0.0} % to the brim");
    }
}
