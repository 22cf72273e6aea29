using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Drills;

namespace OpsFunctions.Benchmarks.Drills;

/// <summary>
/// Drills under faults, aborts, kills and short times, drawn by seed. <c>drills [--seeds 20 --first 1]</c>, or <c>drills --seed N</c> to
/// replay one; <c>drills --every-step [--stride 1]</c> kills, aborts and stops one drill at each of its steps. Exit code 1 where something
/// that must hold does not. <c>drills --pace 50</c> measures a drill of so many machines against its critical path.
/// </summary>
internal static class DrillsBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--every-step", StringComparer.Ordinal))
            return await EveryStepAsync(Arguments.Number(args, "--stride", 1));
        if (args.Contains("--pace", StringComparer.Ordinal))
            return await PaceAsync(Arguments.Number(args, "--pace", 50));
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

    private static async Task<int> PaceAsync(int machines)
    {
        const double most = 1.05;
        var pace = await DrillPace.OfAsync(machines, fleet: 100 * machines, dataDisks: 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{pace.Machines} machines: {pace.Seconds:0} s from the declaration to the last required validation, critical path {pace.IdealSeconds:0} s: {pace.Ratio:0.000}"));
        return pace.Ratio <= most ? 0 : 1;
    }

    private static async Task<int> EveryStepAsync(int stride)
    {
        var watch = Stopwatch.StartNew();
        // One that is killed never, and one that is aborted never, say how many steps there are.
        var whole = await DrillRehearsal.RunAsync(DrillTrouble.Kill, int.MaxValue, isKept: true);
        var all = new List<(DrillTrouble Trouble, DrillRehearsed End)>();
        foreach (var (trouble, steps, isKept) in new[]
        {
            (DrillTrouble.Kill, whole.Commits, true), (DrillTrouble.Kill, whole.Commits, false), (DrillTrouble.Abort, whole.Calls, true),
            (DrillTrouble.KillSwitchSoft, whole.Calls, true), (DrillTrouble.KillSwitchHard, whole.Calls, true),
        })
            for (var at = 1; at <= steps; at += stride)
            {
                var end = await DrillRehearsal.RunAsync(trouble, at, isKept);
                var broken = trouble == DrillTrouble.Kill && end.Verdict != Verdict.Pass
                    ? [.. end.Broken, $"{end.Verdict} after a kill"]
                    : end.Broken;
                all.Add((trouble, end with { Record = null, Broken = broken }));
                if (broken.Count > 0)
                    Console.WriteLine(end with { Broken = broken });
            }
        foreach (var kind in all.GroupBy(one => one.Trouble))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind.Key}: {kind.Count()} steps, {kind.Count(one => one.End.Broken.Count > 0)} broken; {string.Join(", ", Enum.GetValues<Verdict>().Select(verdict => $"{kind.Count(one => one.End.Verdict == verdict)} {verdict}"))}; {string.Join(", ", Enum.GetValues<Remains>().Select(remains => $"{kind.Count(one => one.End.Remains == remains)} {remains}"))}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{whole.Commits} commits, {whole.Calls} calls; {watch.Elapsed.TotalSeconds:0} s"));
        return all.Exists(one => one.End.Broken.Count > 0) ? 1 : 0;
    }
}
