using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Remediation;

namespace OpsFunctions.Benchmarks.Alerts;

/// <summary>
/// <c>alerts [--count 10000 --machines 500 --seed 1]</c>: a storm of alerts, 64 in flight, with storage down for a minute; never two
/// remediations at once on a machine or a backend pool, limits never exceeded, every alert accounted for.
/// <c>alerts --mutated 100000</c>: bodies with something wrong in them. <c>alerts --every-step [--stride 1]</c>: the app is killed at
/// every commit of an incident. Exit code 1 where one of it does not hold.
/// </summary>
internal static class AlertsBenchmark
{
    private const int Shown = 30;

    public static Task<int> RunAsync(string[] args) =>
        args.Contains("--mutated", StringComparer.Ordinal) ? MutatedAlerts.RunAsync(args)
        : args.Contains("--every-step", StringComparer.Ordinal) ? EveryStepAsync(args)
        : StormAsync(args);

    private static async Task<int> StormAsync(string[] args)
    {
        var (count, machines, seed) = (
            Arguments.Number(args, "--count", 10_000), Arguments.Number(args, "--machines", 500), Arguments.Number(args, "--seed", 1));
        var watch = Stopwatch.StartNew();
        await using var storm = await AlertStorm.OpenAsync(machines, seed);
        await storm.RunAsync(count, Console.WriteLine);
        var score = await StormScore.OfAsync(storm);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} alerts about {machines} machines, {storm.Outages} of them out of order, {AlertStorm.InFlight} in flight, "
            + $"seed {seed}, storage down for a minute: {watch.Elapsed.TotalSeconds:0} s"));
        var answers = storm.Answers.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value} of {one.Key}"));
        Console.WriteLine($"answers: {string.Join(", ", answers)}");
        foreach (var (what, many) in score.Became)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {many,6} {what}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{score.Acted} incidents acted, {score.Commands} commands to machines; the most at once: {score.Most}; "
            + $"{score.Problems.Count} things that must not be"));
        foreach (var problem in score.Problems.Take(Shown))
            Console.WriteLine($"  {problem}");
        return score.Problems.Count == 0 ? 0 : 1;
    }

    private static async Task<int> EveryStepAsync(string[] args)
    {
        var (watch, kills, wrong, stride) = (Stopwatch.StartNew(), 0, 0, Arguments.Number(args, "--stride", 1));
        foreach (var scenario in KilledRemediation.Scenarios)
        {
            var whole = await KilledRemediation.RunAsync(scenario, commit: null, isKept: true);
            Tell(whole);
            for (var commit = 1; commit <= whole.Commits; commit += stride)
                foreach (var isKept in new[] { false, true })
                {
                    kills++;
                    Tell(await KilledRemediation.RunAsync(scenario, commit, isKept));
                }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{scenario.Name}: {whole.Commits} commits, ends {whole.State}"));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{kills} kills, {wrong} things that must not be; {watch.Elapsed.TotalSeconds:0} s"));
        return wrong == 0 ? 0 : 1;

        void Tell(KilledEnd end)
        {
            wrong += end.Problems.Count;
            foreach (var problem in end.Problems)
                Console.WriteLine($"  {problem}");
        }
    }
}
