using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Benchmarks.Changes;

/// <summary>
/// The app dies at every commit of a change, before it is kept and right after, and must come to the same end: size, power, reservations,
/// tags, ledger, result and every record of its evidence. <c>crash [--stride 1]</c>; exit code 1 where an end differs.
/// </summary>
internal static class CrashBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var stride = Arguments.Number(args, "--stride", 1);
        var watch = Stopwatch.StartNew();
        var (crashes, different) = (0, 0);
        foreach (var scenario in CrashRehearsal.Scenarios)
        {
            var (undisturbed, commits) = await CrashRehearsal.UndisturbedAsync(scenario);
            for (var commit = 1; commit <= commits; commit += stride)
            {
                foreach (var isKept in new[] { false, true })
                {
                    crashes++;
                    if (await CrashRehearsal.DifferenceAsync(scenario, undisturbed, commit, isKept) is { } difference)
                    {
                        different++;
                        Console.WriteLine(difference);
                    }
                }
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{scenario}: {commits} commits, ends {undisturbed.Result?.Kind}"));
        }
        var (broken, wrong) = await AbortRehearsal.AllAsync(stride, Console.WriteLine);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{crashes} crashes, {different} with another end; {broken} broken connections, {wrong} with another end; {watch.Elapsed.TotalSeconds:0} s"));
        return different + wrong == 0 ? 0 : 1;
    }
}
