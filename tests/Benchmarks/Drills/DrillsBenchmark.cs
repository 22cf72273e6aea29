using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Drills;

namespace OpsFunctions.Benchmarks.Drills;

/// <summary>
/// Drills under faults, aborts, kills and short times, drawn by seed. <c>drills [--seeds 20 --first 1]</c>, or <c>drills --seed N</c> to
/// replay one; exit code 1 where something that must hold does not.
/// </summary>
internal static class DrillsBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var isOne = args.Contains("--seed", StringComparer.Ordinal);
        var (seeds, first) = isOne
            ? (1, Arguments.Number(args, "--seed", 1))
            : (Arguments.Number(args, "--seeds", 20), Arguments.Number(args, "--first", 1));
        var watch = Stopwatch.StartNew();
        var all = new List<DrillRehearsed>();
        for (var seed = first; seed < first + seeds; seed++)
        {
            var one = await DrillRehearsal.RunAsync(seed);
            all.Add(one with { Record = null });
            if (one.Broken.Count > 0 || isOne)
                Console.WriteLine(one);
        }
        var broken = all.Count(one => one.Broken.Count > 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seeds} seeds from {first}, {broken} broken; {string.Join(", ", Enum.GetValues<Verdict>().Select(verdict => $"{all.Count(one => one.Verdict == verdict)} {verdict}"))}; {string.Join(", ", Enum.GetValues<Remains>().Select(remains => $"{all.Count(one => one.Remains == remains)} {remains}"))}; {all.Sum(one => one.Kills)} kills; {watch.Elapsed.TotalSeconds:0} s"));
        return broken == 0 ? 0 : 1;
    }
}
