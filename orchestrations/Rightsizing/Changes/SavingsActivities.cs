using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>What changes really saved, USD.</summary>
/// <param name="Promised">What the advice promised for the same time.</param>
public sealed record Realised(int Changes, double Saved, double Promised)
{
    public static readonly Realised None = new(0, 0, 0);

    public Realised Plus(Realised other) =>
        new(Changes + other.Changes, Math.Round(Saved + other.Saved, 2), Math.Round(Promised + other.Promised, 2));
}

/// <summary>Counts the hours changed machines really ran since they were changed.</summary>
public sealed class SavingsActivities(RunStore store, LedgerStore ledger, MetricsReader metrics)
{
    // Azure keeps figures for 93 days; what was not read by then is lost.
    private const int LongestDays = 90;

    private static readonly string[] Asked = [MetricNames.All[(int)LoadMetric.Cpu], MetricNames.All[(int)LoadMetric.Availability]];

    /// <summary>Brings a group's ledger up to the run's moment; what was counted before is not counted again.</summary>
    [Function(nameof(MeasureSavings))]
    public Task<Outcome<Realised>> MeasureSavings([ActivityTrigger] GroupRef reference, CancellationToken ct) =>
        Outcome.OfAsync("savings", async () =>
    {
        var manifest = await store.ReadAsync<FleetManifest>(reference.Run.RunId, DocumentNames.Fleet, ct);
        var group = manifest.Groups[reference.Group];
        var known = await ledger.ReadAsync(group.Subscription, group.Region, ct);
        if (known.Entries.Count == 0)
            return Realised.None;

        var now = LoadWindow.Ending(reference.Run.AsOf, 1).End;
        var machines = await MachinesAsync(reference, group.Count, ct);
        // A machine that is gone was not switched off: no hours of it count.
        var running = await RunningAsync(
            [.. known.Entries.Where(entry => machines.ContainsKey(entry.Change.MachineId) && Savings.IsOpen(entry, now))], now, ct);
        var updated = new Ledger([]);
        LedgerEntry Measured(Ledger current, LedgerEntry entry)
        {
            var machine = machines.GetValueOrDefault(entry.Change.MachineId);
            return Savings.Measured(
                entry, machine?.Size, Savings.Expected(current, entry), running.GetValueOrDefault(entry.Change.MachineId), now,
                machine is { IsStopped: true });
        }
        await ledger.ChangeAsync(group.Subscription, group.Region, current =>
            updated = new([.. current.Entries.Select(entry => Measured(current, entry))]), ct);
        return updated.Entries.Aggregate(Realised.None, (sum, entry) => sum.Plus(new(1, entry.Saved, entry.Promised)));
    }, ct);

    private async Task<Dictionary<string, Fleet.Machine>> MachinesAsync(GroupRef reference, int count, CancellationToken ct)
    {
        var machines = new Dictionary<string, Fleet.Machine>(StringComparer.OrdinalIgnoreCase);
        for (var chunk = 0; chunk < MetricsReader.Calls(count); chunk++)
            foreach (var machine in await store.ReadAsync<List<Fleet.Machine>>(
                reference.Run.RunId, DocumentNames.Machines(reference.Group, chunk), ct))
                machines[machine.Id] = machine;
        return machines;
    }

    private async Task<Dictionary<string, RunningGrains>> RunningAsync(
        IReadOnlyList<LedgerEntry> entries, DateTimeOffset now, CancellationToken ct)
    {
        var running = new Dictionary<string, RunningGrains>(StringComparer.OrdinalIgnoreCase);
        if (entries.Count == 0)
            return running;
        var days = (int)Math.Ceiling((now - entries.Min(entry => entry.MeasuredTo)).TotalDays);
        var window = LoadWindow.Ending(now, Math.Clamp(days, 1, LongestDays));
        var place = entries[0].Change;
        foreach (var machines in entries.Select(entry => entry.Change.MachineId).Distinct(StringComparer.OrdinalIgnoreCase)
            .Chunk(MetricsReader.MachinesPerCall))
            await metrics.ReadAsync(new(place.Subscription, place.Region, machines, Asked, window),
                (id, series) => running[id] = new(window.Start, RunningTime.Of(series)), ct);
        return running;
    }
}
