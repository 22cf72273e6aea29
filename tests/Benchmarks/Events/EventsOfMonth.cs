using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Events;

/// <summary>
/// A month's rehearsal with events and without, in turn, so that a busy machine is busy for both: at most 5 % more CPU and calls.
/// <c>events --month --days 30 --fleet 200 --rounds 3</c>, with <c>--report</c> in report mode.
/// </summary>
internal static class EventsOfMonth
{
    private const double Limit = 1.05;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new RehearsalOptions
        {
            Days = Arguments.Number(args, "--days", 30),
            Fleet = Arguments.Number(args, "--fleet", 200),
            Mode = args.Contains("--report", StringComparer.Ordinal) ? Mode.Report : Mode.Apply,
        };
        // What is compiled at first use is no cost of either.
        await MeasureAsync(options with { Days = 2 });
        var rounds = new List<(Cost With, Cost Without)>();
        for (var round = 0; round < Arguments.Number(args, "--rounds", 3); round++)
        {
            var first = await MeasureAsync(options with { Events = round % 2 == 0 });
            var second = await MeasureAsync(options with { Events = round % 2 == 1 });
            rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
        }
        var cpu = Median(rounds.Select(round => round.With.Cpu / round.Without.Cpu));
        var calls = Median(rounds.Select(round => (double)round.With.Calls / round.Without.Calls));
        var holds = cpu <= Limit && calls <= Limit && rounds.All(round => round.With.Holds && round.Without.Holds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{options.Days} days, {options.Fleet} machines, {options.Mode}: with events {cpu - 1:+0.0 %;-0.0 %} CPU, {calls - 1:+0.0 %;-0.0 %} calls "
            + $"(median of {rounds.Count}; {rounds[0].With.Calls:N0} against {rounds[0].Without.Calls:N0} calls; limit +5 %)"));
        Console.WriteLine(rounds[0].With.Events);
        return holds ? 0 : 1;
    }

    private static async Task<Cost> MeasureAsync(RehearsalOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("ops-events-").FullName;
        try
        {
            var before = Used();
            var summary = await RehearsalRun.RunAsync(options with { Out = folder }, (_, _) => { }, default);
            var events = summary.Invariants.Single(one => one.Rule.StartsWith("every event", StringComparison.Ordinal));
            return new((Used() - before).TotalSeconds, summary.AzureCalls, summary.AllHold, events.Found);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Used()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }

    private sealed record Cost(double Cpu, long Calls, bool Holds, string Events);
}
