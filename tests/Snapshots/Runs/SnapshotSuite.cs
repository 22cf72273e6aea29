using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>
/// The suite on simulated Azure with one policy on every machine, allowed to take, copy and delete, its policies cooled off.
/// </summary>
internal sealed class SnapshotSuite : IAsyncDisposable
{
    // Once a year is never in a test: it is snapshots that are looked at.
    private static readonly (string, string?)[] Applied =
    [
        ("Snapshots:Mode", "Apply"), ("Snapshots:DeleteMode", "Apply"), ("Snapshots:MaxDeletePercent", "50"),
        ("Rightsizing:Schedule", "0 0 0 1 1 *"),
    ];

    // An hour after midnight, so that a day's slot and an hour's are different ones; the runs of the timer are their own.
    private static readonly TimeSpan Begin = TimeSpan.FromMinutes(67);

    private int _runs;

    private SnapshotSuite(SuiteHost host) => Host = host;

    public SuiteHost Host { get; }

    public SimulatedAzure Azure => Host.Azure;

    public SnapshotOptions Options => Service<SnapshotOptions>();

    /// <summary>Machines whose only disk is an OS disk in Azure, unlocked, and in no group that is locked.</summary>
    public IReadOnlyList<Machine> Simple =>
        [.. Azure.Fleet.Machines.Where(machine => machine is { DataDisks: 0, HasEphemeralOsDisk: false })];

    public static Task<SnapshotSuite> StartAsync(
        string policy = "silver", int machines = 24,
        params (string Name, string? Value)[] settings) => StartAsync(httpPort: null, policy, machines, settings);

    /// <param name="httpPort">Null: no listener; 0: any free port.</param>
    public static async Task<SnapshotSuite> StartAsync(
        int? httpPort, string policy = "silver", int machines = 24, params (string Name, string? Value)[] settings)
    {
        var host = await SuiteHost.StartAsync(
            new FleetOptions { Machines = machines, Seed = 3 }, httpPort,
            [.. Applied.Where(one => !Array.Exists(settings, other => other.Name == one.Item1)), .. settings]);
        host.Azure.Roles.DeployFor("snapshots");
        foreach (var subscription in host.Azure.Fleet.Subscriptions)
            host.Services.GetRequiredService<GuardProfiles>().Of("snapshots").AllowedScopes.Add($"/subscriptions/{subscription.Id}");
        if (policy.Length > 0)
            foreach (var machine in host.Azure.Fleet.Machines)
                host.Azure.SetTagAsSomebodyElse(machine, "ops:snapshots", policy);
        var suite = new SnapshotSuite(host);
        await suite.CoolOffAsync();
        await host.UntilAsync(SuiteHost.Start + Begin);
        return suite;
    }

    public T Service<T>() where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>The hour's run, to its end.</summary>
    public Task<SnapshotRunSummary> TakeAsync(string? id = null) =>
        RunAsync(nameof(SnapshotsOrchestrator), id ?? $"snapshots-test-{++_runs}");

    /// <summary>The day's run, to its end.</summary>
    public Task<SnapshotRunSummary> RetainAsync(string? id = null) =>
        RunAsync(nameof(RetentionOrchestrator), id ?? $"snapshots-retention-test-{++_runs}");

    public async Task<SnapshotRunSummary> RunAsync(string orchestrator, string id)
    {
        await Host.Client.StartOnceAsync(orchestrator, id, new RunInput("test"), default);
        var ended = await Host.CompletedAsync(id);
        return ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? ended.ReadOutputAs<SnapshotRunSummary>()!
            : throw new InvalidOperationException($"{ended.RuntimeStatus}: {ended.FailureDetails?.ErrorMessage}");
    }

    public Task PassAsync(TimeSpan time) => Host.UntilAsync(Azure.Time.GetUtcNow() + time);

    /// <summary>
    /// Snapshots of the OS disk as the suite would have taken them, one a day back from yesterday; the inventory shows them.
    /// </summary>
    public async Task<IReadOnlyList<Snapshot>> AddHistoryAsync(Machine machine, int days)
    {
        List<Snapshot> history = [.. Enumerable.Range(1, days).Select(day => Add(machine, Azure.Time.GetUtcNow().AddDays(-day)))];
        await PassAsync(TimeSpan.FromMinutes(2));
        return history;
    }

    /// <summary>Days' runs until one deletes nothing.</summary>
    public async Task<int> RetainAllAsync()
    {
        var deleted = 0;
        for (var run = 0; run < 20; run++)
        {
            var summary = await RetainAsync();
            deleted += summary.Work.Deleted;
            if (summary.Work.Deleted == 0)
                break;
            await PassAsync(TimeSpan.FromDays(1));
        }
        return deleted;
    }

    public Snapshot Add(Machine machine, DateTimeOffset at, string policy = "silver")
    {
        var source = DiskOf(machine);
        var slot = Slots.At(SlotLength.Daily, 0, at).Id;
        return Azure.AddSnapshotAsSomebodyElse(machine, null, PointNames.Snapshot(
            policy, slot, source, copyTo: null), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PointNames.CreatedByTag] = PointNames.Creator, [PointNames.PolicyTag] = policy, [PointNames.SlotTag] = slot,
            [PointNames.SourceTag] = source,
            [PointNames.MachineTag] = PointNames.MachineKey(machine.Id),
        }, at);
    }

    /// <summary>What the last run left of a machine.</summary>
    public async Task<SnapshotView> ViewAsync(Machine machine) =>
        (await Service<SnapshotStateReader>().FindAsync(machine.Id, default)).Found[0].Machine;

    /// <summary>Unique id of the OS disk.</summary>
    public string DiskOf(Machine machine)
    {
        var probe = Azure.AddSnapshotAsSomebodyElse(machine, null, $"probe-{machine.Name}");
        Azure.DeleteSnapshotAsSomebodyElse(probe.Id);
        return probe.SourceUniqueId;
    }

    /// <summary>Makes the policies as old as they must be to delete.</summary>
    public async Task CoolOffAsync()
    {
        var seen = Azure.Time.GetUtcNow().AddDays(-30);
        await Service<StateStore>()
            .WriteAsync(
                PolicyMemory.Name,
                new PolicyMemory([.. Options.Policies.Keys.Select(name => new PolicyHistory(Options.Find(name)!, seen, seen, []))]),
                default);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
