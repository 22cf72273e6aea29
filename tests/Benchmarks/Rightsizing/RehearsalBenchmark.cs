using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// A month of operations in a minute: 30 days on 200 machines under 60 s and 500 MB resident, app and simulated Azure together.
/// <c>rehearsal --days 30 --fleet 200</c>; exit code 1 if a limit or an invariant is broken.
/// </summary>
internal static class RehearsalBenchmark
{
    private const double LimitSeconds = 60;
    private const double LimitMegabytes = 500;

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("ops-rehearsal-").FullName;
        try
        {
            var summary = await RehearsalRun.RunAsync(
                new RehearsalOptions
                {
                    Days = Arguments.Number(args, "--days", 30), Fleet = Arguments.Number(args, "--fleet", 200), Out = folder
                }, (_, _) => { }, default);
            using var process = Process.GetCurrentProcess();
            var megabytes = process.PeakWorkingSet64 / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{summary.Days} days on {summary.Machines} machines: {summary.DurationSeconds:0.0} s (limit {LimitSeconds}), {megabytes:0} MB at most (limit {LimitMegabytes}), {summary.AzureCalls} Azure calls, invariants {(summary.AllHold ? "hold" : "BROKEN")}"));
            return summary.AllHold && summary.DurationSeconds < LimitSeconds && megabytes < LimitMegabytes ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
