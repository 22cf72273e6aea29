using System.Globalization;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// Advice on real recordings: advised on the first two thirds of each, replayed on the last third. The demand must stay at or under
/// 100 % of the advised size for 99.9 % of the samples, wherever it did on the old one; Azure Advisor's rule beside it.
/// <c>traces [--minimum-days 14] [--traces DIR]</c>, else the recordings under OPS_DATA; exit code 1 if an advice of the suite fails.
/// </summary>
internal static class TracesBenchmark
{
    private static readonly DateTimeOffset Start = Local.Cli.Rehearsal.RehearsalOptions.Start;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Arguments.Text(args, "--traces")
            ?? (Environment.GetEnvironmentVariable("OPS_DATA") is { } data ? Path.Combine(data, "traces") : null);
        if (folder is null || !Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync(
                "No recordings: give their folder with --traces DIR, or set OPS_DATA to the folder that holds traces/.");
            return 2;
        }
        var minimumDays = Arguments.Number(args, "--minimum-days", 14);
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = FleetGenerator.RecordingsIn(folder), TracesFolder = folder, Start = Start },
            Start = Start,
            EnforceThrottling = false,
        });

        var (ours, advisor) = (new Tally("this suite"), new Tally("Azure Advisor's rule"));
        Console.WriteLine("| recording | present size | this suite | carried of the last third | Azure Advisor's rule | carried |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var machine in azure.Fleet.Machines.OrderBy(one => one.TraceFile, StringComparer.Ordinal))
        {
            var first = machine.RecordedFrom!.Value;
            var samples = machine.RecordedSamples;
            var now = first + Step * (samples * 2 / 3);
            var days = (int)(now - first).TotalDays;
            var options = new RightsizingOptions
            {
                LookBackDays = Math.Max(7, days), MinimumDays = Math.Min(minimumDays, Math.Max(7, days))
            };
            if (days < minimumDays || days < options.LookBackDays)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {machine.TraceFile} | {machine.Size.Name} | no advice: {days} days | | | |"));
                continue;
            }
            var read = (await FleetReading.OfAsync(azure, options, now)).Single(one => one.Machine.Id == machine.Id);
            var (known, demand, offer) = (read.Machine, read.Demand, read.Offer);
            var advice = RightsizingPolicy.Advise(known, OpsTags.Read(known.Tags, Mode.Report), demand, offer, options, now);
            var truth = TruthOfMachine.Of(machine, now, Step * (samples - samples * 2 / 3));
            var target = advice.Target is null ? null : offer.Find(advice.Target);
            var theirs = AdvisorRule.Target(read);
            var words = advice.Kind switch { AdviceKind.Resize => target!.Name, AdviceKind.Unused => "shut down",
                _ => advice.Kind.ToString().ToLowerInvariant() };
            Console.WriteLine(
                $"| {machine.TraceFile} | {machine.Size.Name} | {words} | {ours.Add(machine.Size.Name, target, truth)} | {theirs?.Name ?? "keep"} | {advisor.Add(machine.Size.Name, theirs, truth)} |");
        }
        Console.WriteLine(ours.Words);
        Console.WriteLine(advisor.Words);
        return ours.Failed == 0 ? 0 : 1;
    }

    private sealed class Tally(string name)
    {
        private int _advised;

        public int Failed { get; private set; }

        public string Words => string.Create(CultureInfo.InvariantCulture, $"{name}: {_advised} advised, {Failed} not carried");

        public string Add(string present, Size? target, TruthOfMachine truth)
        {
            if (target is null)
                return "";
            _advised++;
            var share = truth.Share(target.Name);
            var failed = share < Math.Min(Truth.Enough, truth.Share(present));
            Failed += failed ? 1 : 0;
            return string.Create(CultureInfo.InvariantCulture, $"{share:P2}{(failed ? " **not carried**" : "")}");
        }
    }
}
