using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Benchmarks.Changes;

/// <summary>
/// Changes under one to four faults each, drawn by seed; the invariants of a change must hold at the end of each.
/// <c>faults [--seeds 1000 --first 1]</c>, or <c>faults --seed N</c> to replay one; exit code 1 where one is broken.
/// </summary>
internal static class FaultsBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--seed", StringComparer.Ordinal))
        {
            var one = await FaultRehearsal.RunAsync(Arguments.Number(args, "--seed", 1));
            Console.WriteLine($"{one}\n{one.End.Steps}");
            foreach (var entry in one.End.Trail)
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{entry.At:MM-dd HH:mm:ss} {entry.Action} {entry.Decision}: {entry.Reason}"));
            return one.Broken.Count == 0 ? 0 : 1;
        }
        var (seeds, first) = (Arguments.Number(args, "--seeds", 1000), Arguments.Number(args, "--first", 1));
        var watch = Stopwatch.StartNew();
        var verdicts = new List<FaultVerdict>(seeds);
        for (var seed = first; seed < first + seeds; seed++)
        {
            var verdict = await FaultRehearsal.RunAsync(seed);
            verdicts.Add(verdict);
            if (verdict.Broken.Count > 0)
                Console.WriteLine(verdict);
        }
        var broken = verdicts.Count(verdict => verdict.Broken.Count > 0);
        var ends = verdicts.GroupBy(verdict => verdict.End.Result?.Kind).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds} seeds from {first}, {broken} broken; {string.Join(", ", ends)}; {watch.Elapsed.TotalSeconds:0} s"));
        return broken == 0 ? 0 : 1;
    }
}
