using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Reading;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>A drill with nothing but read rights on production, and what was to be seen while its clones ran.</summary>
public sealed class WatchedDrill : IAsyncLifetime
{
    private static readonly TimeSpan UntilListed = TimeSpan.FromMinutes(3);

    internal DrillStage Stage { get; private set; } = null!;

    internal DrillSummary? Summary { get; private set; }

    internal DrillRecord? Record { get; private set; }

    /// <summary>How many changes had been made before it began, and when that was.</summary>
    internal (int Changes, DateTimeOffset At) Before { get; private set; }

    /// <summary>Machines in the list of the resource graph, in that of the fleet, and in that of snapshots; the last look.</summary>
    internal (IReadOnlyList<string> InAzure, IReadOnlyList<string> InFleet, IReadOnlyList<string> OfSnapshots) Seen { get; private set; }

    internal IReadOnlyList<Hold> HeldMeanwhile { get; private set; } = [];

    internal IReadOnlyList<Hold> HeldAfter { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Stage = await DrillStage.OpenAsync();
        Stage.Set($"Drills:Plans:{DrillStage.Plan}:Groups:0:Machines:0", "*");
        Stage.Set($"Drills:Plans:{DrillStage.Plan}:Groups:0:SettleSeconds", "600");
        await Stage.BeginAsync();
        await Stage.TakePointsAsync();
        // Points are there: from here on the identity that acts in production has no right at all.
        Stage.Azure.Roles.Assign(Stage.Azure.Suite.Act);
        Before = (Stage.Azure.Calls.Changes.Count, Stage.Azure.Time.GetUtcNow());
        Stage.Quiet = LookAsync;

        await Stage.DrillAsync();

        Summary = await Stage.SummaryAsync();
        Record = await Stage.Life.Services.GetRequiredService<DrillStore>().RecordAsync(DrillStage.DrillId, default);
        HeldAfter = await HoldsAsync();
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    private async Task LookAsync()
    {
        var now = Stage.Azure.Time.GetUtcNow();
        var made = Stage.Azure.Calls.Changes.FirstOrDefault(change => change.Operation == "VirtualMachines_CreateOrUpdate");
        if (made is null || now < made.Time + UntilListed || Seen.InAzure is not null)
            return;
        var services = Stage.Life.Services;
        List<string> subscriptions = [.. Stage.Azure.Fleet.Subscriptions.Select(one => one.Id)];
        var all = new List<string>();
        await services.GetRequiredService<ResourceGraph>().QueryAsync(
            subscriptions, "resources\n| where type =~ 'microsoft.compute/virtualmachines'\n| project id\n| order by id asc",
            row => all.Add(row.GetProperty("id").GetString()!), default);
        var fleet = await services.GetRequiredService<Inventory>().ReadAsync(subscriptions, default);
        var snapshots = await services.GetRequiredService<SnapshotInventory>().ReadAsync(subscriptions, now, default);
        Seen = (all, [.. fleet.Machines.Select(machine => machine.Id)], [.. snapshots.Machines.Select(machine => machine.Id)]);
        HeldMeanwhile = await HoldsAsync();
    }

    private async Task<IReadOnlyList<Hold>> HoldsAsync() =>
        [.. (await Stage.Life.Services.GetRequiredService<Holds>().AllAsync(default)).SelectMany(holds => holds)];
}
