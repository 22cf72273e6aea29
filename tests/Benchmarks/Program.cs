using OpsFunctions.Benchmarks.Access;
using OpsFunctions.Benchmarks.Alerts;
using OpsFunctions.Benchmarks.Changes;
using OpsFunctions.Benchmarks.Drills;
using OpsFunctions.Benchmarks.Events;
using OpsFunctions.Benchmarks.FunctionsHost;
using OpsFunctions.Benchmarks.Fuzz;
using OpsFunctions.Benchmarks.Replay;
using OpsFunctions.Benchmarks.Rights;
using OpsFunctions.Benchmarks.Rightsizing;
using OpsFunctions.Benchmarks.Rightsizing.Real;
using OpsFunctions.Benchmarks.Snapshots;
using OpsFunctions.Stages;
using OpsFunctions.Stages.FunctionsHost;

// Each command is one line here; what follows its name on the command line is its own.
var commands = new Dictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["access"] = AccessBenchmark.RunAsync,
    ["alerts"] = AlertsBenchmark.RunAsync,
    ["alerts-child"] = AlertsChild.RunAsync,
    ["advice"] = AdviceBenchmark.RunAsync,
    ["traces"] = TracesBenchmark.RunAsync,
    ["demand"] = DemandBenchmark.RunAsync,
    ["naive"] = NaiveBenchmark.RunAsync,
    ["rehearsal"] = RehearsalBenchmark.RunAsync,
    ["events"] = EventsBenchmark.RunAsync,
    ["events-child"] = EventsChild.RunAsync,
    ["fleet"] = FleetBenchmark.RunAsync,
    ["hub"] = HubBenchmark.RunAsync,
    ["page"] = PageBenchmark.RunAsync,
    ["crash"] = CrashBenchmark.RunAsync,
    ["drills"] = DrillsBenchmark.RunAsync,
    ["fuzz"] = FuzzBenchmark.RunAsync,
    ["faults"] = FaultsBenchmark.RunAsync,
    ["restic"] = ResticBenchmark.RunAsync,
    ["retention"] = RetentionBenchmark.RunAsync,
    ["real"] = RealBenchmark.RunAsync,
    ["replay"] = ReplayBenchmark.RunAsync,
    ["rights"] = RightsBenchmark.RunAsync,
    ["rotation"] = RotationBenchmark.RunAsync,
    ["snapshot-calls"] = CallsBenchmark.RunAsync,
    ["twice"] = TwiceBenchmark.RunAsync,
    ["kill-test"] = KillTest.RunAsync,
    ["kill-test-child"] = KillTestChild.RunAsync,
};

if (args.Length > 0 && commands.TryGetValue(args[0], out var command))
{
    try
    {
        return await command(args[1..]);
    }
    catch (BadArgumentException e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 2;
    }
}

await Console.Error.WriteLineAsync($"Commands: {string.Join(", ", commands.Keys.Order(StringComparer.Ordinal))}");
return 2;
