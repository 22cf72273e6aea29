using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Snapshots;

namespace OpsFunctions.Benchmarks.Snapshots;

/// <summary>
/// Rotation under faults, people and kills, drawn by seed. <c>rotation [--seeds 20 --first 1]</c>, or <c>rotation --seed N</c> to replay
/// one; exit code 1 where something that must hold does not.
/// </summary>
internal static class RotationBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var one = Arguments.Number(args, "--seed", 1);
        var isOne = args.Contains("--seed", StringComparer.Ordinal);
        var (seeds, first) = isOne ? (1, one) : (Arguments.Number(args, "--seeds", 20), Arguments.Number(args, "--first", 1));
        var watch = Stopwatch.StartNew();
        var verdicts = new List<RotationVerdict>();
        for (var seed = first; seed < first + seeds; seed++)
        {
            var verdict = await RotationRehearsal.RunAsync(seed);
            verdicts.Add(verdict);
            if (verdict.Broken.Count > 0 || isOne)
                Console.WriteLine(isOne ? $"{verdict}\n  {string.Join("\n  ", verdict.Drawn)}" : verdict);
        }
        var broken = verdicts.Count(verdict => verdict.Broken.Count > 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seeds} seeds from {first}, {broken} broken; {verdicts.Sum(one => one.Kills)} kills, {verdicts.Sum(one => one.Made)} points made, {verdicts.Sum(one => one.Deleted)} deleted, {verdicts.Sum(one => one.FailedRuns)} runs failed; {watch.Elapsed.TotalSeconds:0} s"));
        return broken == 0 ? 0 : 1;
    }
}
