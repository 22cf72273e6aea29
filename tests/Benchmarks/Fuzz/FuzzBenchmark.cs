using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Fuzz;

namespace OpsFunctions.Benchmarks.Fuzz;

/// <summary>
/// Bodies, messages and documents of the state with one thing wrong, drawn by seed. <c>fuzz [--first 1 --cases 100000]</c>; exit code 1
/// where one of them was answered with a 5xx, had an effect it must not have, or failed a run.
/// </summary>
internal static class FuzzBenchmark
{
    private const int Shown = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        var (first, cases) = (Arguments.Number(args, "--first", 1), Arguments.Number(args, "--cases", 100_000));
        var watch = Stopwatch.StartNew();
        await using var world = await FuzzWorld.StartAsync();
        var fuzz = await FuzzRehearsal.OfAsync(world);
        var broken = 0;
        for (var seed = first; seed < first + cases; seed++)
            if (await fuzz.CaseAsync(seed) is { } wrong && ++broken <= Shown)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {wrong}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cases} cases from seed {first}, {broken} broken; documents: {fuzz.Refused} refused, {fuzz.Accepted} with another meaning, {fuzz.Days} days lived with one; {watch.Elapsed.TotalSeconds:0} s"));
        return broken == 0 ? 0 : 1;
    }
}
