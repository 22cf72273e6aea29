using System.Diagnostics;
using System.Globalization;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// One rightsizing run on a large fleet, app and simulated Azure in one process: memory, history, calls to Azure, duration.
/// <c>fleet --fleet 10000 [--heap 256]</c>; exit code 1 if a limit is broken. The heap has the limit that a small instance would set it: on
/// a machine with much memory free nobody asks the collector to give any back, and what is resident says nothing of what a run needs.
/// </summary>
internal static class FleetBenchmark
{
    private const double LimitMegabytes = 500;
    private const int HeapMegabytes = 256;

    // What a run does once (inventory, sizes, prices, a group's targets) weighs more on a small fleet.
    private const int LargeFleet = 10_000;
    private const double LimitEventsPerMachineLarge = 0.1;
    private const double LimitEventsPerMachine = 0.15;
    private const double LimitCallsPerThousandLarge = 25;
    private const double LimitCallsPerThousand = 60;

    public static async Task<int> RunAsync(string[] args)
    {
        var fleet = Arguments.Number(args, "--fleet", LargeFleet);
        AppContext.SetData("GCHeapHardLimit", (ulong)Arguments.Number(args, "--heap", HeapMegabytes) << 20);
        GC.RefreshMemoryLimit();
        var run = await FleetRun.RunAsync(fleet, Arguments.Number(args, "--seed", 1), page: null);
        foreach (var count in run.Calls)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{count.Operation,-34}{count.Status,5}{count.Calls,8}   {NotCounted(count.Operation)}"));
        var calls = run.Calls.Where(count => NotCounted(count.Operation) is null).Sum(count => count.Calls);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.Machines} machines in {run.Duration.TotalSeconds:0.0} s, {run.Summary.Totals.Resize} to resize, {run.Summary.Problems} problems"));
        return new[]
        {
            Holds("machines in the report", run.Summary.Totals.Machines, run.Machines, isLeast: true),
            Holds("MB resident at most", process.PeakWorkingSet64 / 1e6, LimitMegabytes),
            Holds("history events a machine", run.HistoryEvents / (double)fleet, fleet >= LargeFleet
                ? LimitEventsPerMachineLarge
                : LimitEventsPerMachine),
            Holds("Azure calls per 1,000 machines", calls * 1000d / fleet, fleet >= LargeFleet
                ? LimitCallsPerThousandLarge
                : LimitCallsPerThousand),
        }.All(holds => holds) ? 0 : 1;
    }

    private static bool Holds(string what, double figure, double limit, bool isLeast = false)
    {
        var holds = isLeast ? figure >= limit : figure <= limit;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-34}{figure,10:0.###}   {(isLeast ? "at least" : "at most")} {limit}{(holds ? "" : "   BROKEN")}"));
        return holds;
    }

    private static string? NotCounted(string operation) =>
        operation.Contains("Blob", StringComparison.Ordinal) || operation.StartsWith("Container_", StringComparison.Ordinal)
            ? "the suite's own storage"
        // Where the app runs, its platform hands out tokens; no service of Azure is called.
        : operation is "Identity_Token" ? "on the app's own machine"
        : null;
}
