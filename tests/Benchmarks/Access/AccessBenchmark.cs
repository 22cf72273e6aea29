using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Access;

namespace OpsFunctions.Benchmarks.Access;

/// <summary>
/// Audits of generated tenants: <c>access [--seeds 20 --first 1]</c>, exit code 1 where something planted is missed, something else is
/// found, or a path is not the planted one. <c>access --scale</c>: 100,000 assignments with 20,000 principals, seconds, memory and calls.
/// </summary>
internal static class AccessBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--scale", StringComparer.Ordinal))
            return await AccessScale.RunAsync(args);
        var (seeds, first) = (Arguments.Number(args, "--seeds", 20), Arguments.Number(args, "--first", 1));
        var (watch, wrong, planted, calls) = (Stopwatch.StartNew(), 0, 0, 0L);
        for (var seed = first; seed < first + seeds; seed++)
        {
            await using var stage = await AccessStage.OpenAsync(new TenantOptions { Seed = seed });
            await stage.BeginAsync();
            var before = stage.Azure.Calls.Total;
            var audited = await stage.AuditAsync();
            var score = AccessScore.Of(audited, stage.Truth);
            planted += score.Planted;
            calls += stage.Azure.Calls.Total - before;
            if (score.IsRight)
                continue;
            wrong++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {audited.Summary.Problem}"));
            foreach (var line in score.Missed.Select(one => $"  missed   {one}").Concat(score.Invented.Select(one => $"  invented {one}"))
                .Concat(score.OtherPaths.Select(one => $"  path     {one}")))
                Console.WriteLine(line);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seeds} tenants from seed {first}: {planted} violations planted, {wrong} tenants not right; {calls / seeds} calls a tenant; {watch.Elapsed.TotalSeconds:0} s"));
        return wrong == 0 ? 0 : 1;
    }
}
