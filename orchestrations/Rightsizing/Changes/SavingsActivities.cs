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
        var sizes = await SizesAsync(reference, group.Count, ct);
        // A machine that is gone was not switched off: no hours of it count.
        var running = await RunningAsync(
            [.. known.Entries.Where(entry => sizes.ContainsKey(entry.Change.MachineId) && Savings.IsOpen(entry, now))], now, ct);
        var updated = new Ledger([]);
        await ledger.ChangeAsync(group.Subscription, group.Region, current => updated = new([.. current.Entries.Select(entry =>
            Savings.Measured(
                entry, sizes.GetValueOrDefault(entry.Change.MachineId), Savings.Expected(current, entry),
                running.GetValueOrDefault(entry.Change.MachineId), now))]), ct);
        return updated.Entries.Aggregate(Realised.None, (sum, entry) => sum.Plus(new(1, entry.Saved, entry.Promised)));
    }, ct);

    private async Task<Dictionary<string, string>> SizesAsync(GroupRef reference, int machines, CancellationToken ct)
    {
        var sizes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var chunk = 0; chunk < MetricsReader.Calls(machines); chunk++)
            foreach (var machine in await store.ReadAsync<List<Fleet.Machine>>(
                reference.Run.RunId, DocumentNames.Machines(reference.Group, chunk), ct))
                sizes[machine.Id] = machine.Size;
        return sizes;
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
