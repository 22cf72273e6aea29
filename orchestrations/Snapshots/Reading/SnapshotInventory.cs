using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Reading;

/// <summary>What there is: machines with their disks and points.</summary>
/// <param name="Gaps">What could not be read, in words. Any at all, and nothing is deleted.</param>
public sealed record InventoryRead(IReadOnlyList<ProtectedMachine> Machines, IReadOnlyList<string> Gaps);

/// <summary>Reads machines, disks, snapshots and collections of restore points in four queries over all subscriptions.</summary>
public sealed class SnapshotInventory(ResourceGraph graph, OwnGroups own, SnapshotOptions options)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    /// <param name="pages">Keeps what was read before Azure throttled; null: nothing does.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled a query.</exception>
    public async Task<InventoryRead> ReadAsync(
        IReadOnlyList<string> subscriptions, DateTimeOffset now, CancellationToken ct, IQueryPages? pages = null)
    {
        var gaps = new List<string>();
        var clones = await own.ReadAsync(ct);
        // Snapshots first: a machine that is made in between has no points yet, one that is deleted in between is asked for.
        var snapshots = await ReadAsync(
            subscriptions, "microsoft.compute/snapshots", "", "location, tags, properties", SnapshotRow.Read, clones, gaps, pages, ct);
        var collections = await ReadAsync(
            subscriptions, "microsoft.compute/restorepointcollections", "", "location, tags", CollectionRow.Read, clones, gaps, pages, ct);
        var disks = await ReadAsync(
            subscriptions, "microsoft.compute/disks", DiskRow.Extend, DiskRow.Columns, DiskRow.Read, clones, gaps, pages, ct);
        var machines = await ReadAsync(
            subscriptions, "microsoft.compute/virtualmachines", MachineRow.Extend, MachineRow.Columns, row => MachineRow.Read(row, options),
            clones, gaps, pages, ct);
        return new(
            ProtectedFleet.Of(
                RepeatedRows.Machines(machines, gaps),
                RepeatedRows.Once(disks, disk => disk.Id, disk => disk with { Id = "" }, gaps)
                    .ToDictionary(disk => disk.Id, StringComparer.OrdinalIgnoreCase),
                RepeatedRows.Snapshots(snapshots),
                RepeatedRows.Collections([.. collections.OfType<CollectionRow>()], gaps), now - Recent),
            gaps);
    }

    private async Task<List<T>> ReadAsync<T>(
        IReadOnlyList<string> subscriptions, string type, string extend, string columns, Func<JsonElement, T> read, OwnScope clones,
        List<string> gaps, IQueryPages? pages, CancellationToken ct)
    {
        var rows = new List<T>();
        var totals = await graph.QueryAsync(subscriptions, $"resources\n| where type =~ '{type}'\n{extend}| project id, {columns}\n| order by id asc", row =>
        {
            if (row.Get("id").Text() is { } id && clones.Holds(id))
                return;
            try
            {
                rows.Add(read(row));
            }
            catch (FormatException e)
            {
                gaps.Add(Words.OneLine(e.Message));
            }
        }, ct, pages);
        if (totals.IsShort)
            gaps.Add($"{totals.Read} of {totals.Promised} {type} were listed");
        return rows;
    }
}
