using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Snapshots;

/// <summary>
/// One run over a fleet, all of it due: how many calls Azure is asked beyond those about the points themselves, for each disk.
/// <c>snapshot-calls [--disks 2000]</c>; exit code 1 above two.
/// </summary>
internal static class CallsBenchmark
{
    private const int MostCallsADisk = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(3);

    // Looking at a point, making it, and the collection it lies in.
    private static readonly string[] OfPoints =
    [
        "Snapshots_CreateOrUpdate", "Snapshots_Get", "Snapshots_Delete", "RestorePoints_", "RestorePointCollections_CreateOrUpdate"
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var wanted = Arguments.Number(args, "--disks", 2000);
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = wanted / 2, Seed = 1, Start = RehearsalOptions.Start }, Start = RehearsalOptions.Start
        });
        var disks = azure.Fleet.Machines.Sum(machine => azure.DisksOf(machine).Count(disk => !disk.IsEphemeral));
        foreach (var machine in azure.Fleet.Machines)
            azure.SetTagAsSomebodyElse(machine, PolicyChoice.Tag, "silver");
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Snapshots:Mode"] = "Apply", ["Snapshots:Schedule"] = "0 0 6 1 1 *", ["Rightsizing:Schedule"] = "0 0 6 1 1 *"
        };
        foreach (var (name, scope) in AllowedScopes.Everywhere(azure))
            settings[name] = scope;
        await using var app = await LocalApp.StartAsync(LocalApp.On(azure) with { Settings = settings });
        var host = app.Host;
        // The inventory lags: the tags must show.
        await new SimulatedTime(azure, host).RunUntilAsync(azure.Time.GetUtcNow().AddMinutes(10), _ => { }, default);
        var broken = false;
        foreach (var run in new[] { "snapshots-first", "snapshots-second" })
        {
            var (before, watch) = (Count(azure), Stopwatch.StartNew());
            await host.Client.StartOnceAsync(nameof(SnapshotsOrchestrator), run, new RunInput("benchmark"), default);
            await new SimulatedTime(azure, host).RunUntilAsync(azure.Time.GetUtcNow() + Longest, _ => { }, default);
            var ended = await host.Client.GetInstanceAsync(run, getInputsAndOutputs: true);
            if (ended is not { RuntimeStatus: OrchestrationRuntimeStatus.Completed }
                || ended.ReadOutputAs<SnapshotRunSummary>() is not { } summary)
                throw new InvalidOperationException(
                    $"the run is {ended?.RuntimeStatus}: {ended?.FailureDetails?.ErrorMessage ?? "it has not ended"}");
            var after = Count(azure);
            var calls = after.ToDictionary(one => one.Key, one => one.Value - before.GetValueOrDefault(one.Key), StringComparer.Ordinal);
            var beyond = calls.Where(one => !OfPoints.Any(name => one.Key.StartsWith(name, StringComparison.Ordinal)))
                .Sum(one => one.Value);
            var each = (double)beyond / disks;
            broken |= each > MostCallsADisk || summary.Work.Failed > 0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run}: {disks} disks of {azure.Fleet.Machines.Count} machines, {summary.Work}; "
                + $"{beyond} calls beyond the points, {each:0.000} a disk (at most {MostCallsADisk}); "
                + $"{calls.Values.Sum()} in all; history {host.HistoryLength(run)} events; {watch.Elapsed.TotalSeconds:0.0} s"));
            foreach (var problem in await ProblemsAsync(app.Services))
                Console.WriteLine($"  {problem}");
            foreach (var (operation, count) in calls.Where(one => one.Value > 0).OrderByDescending(one => one.Value))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,6} {operation}"));
        }
        await app.StopAsync();
        return broken ? 1 : 0;
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(IServiceProvider services)
    {
        var problems = new List<string>();
        var state = services.GetRequiredService<StateStore>();
        await foreach (var entry in state.ListAsync(SnapshotStates.Folder, default))
            problems.AddRange((await state.FindAsync<SnapshotStates>(
                entry.Name, default))!.Value.Machines.SelectMany(machine => machine.Problems));
        return [.. problems.GroupBy(problem => problem, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Take(5)
            .Select(group => $"{group.Count()} machines: {group.Key}")];
    }

    // Calls to Azure; the suite's own storage is not what is counted here.
    private static Dictionary<string, long> Count(SimulatedAzure azure) => azure.Calls.Counts
        .Where(count => !count.Operation.Contains("Blob", StringComparison.Ordinal)
            && !count.Operation.StartsWith("Container_", StringComparison.Ordinal)
            && !count.Operation.Contains("Token", StringComparison.OrdinalIgnoreCase))
        .GroupBy(count => count.Operation, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(count => count.Calls), StringComparer.Ordinal);
}
