using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>
/// The suite's recovery points of a resource group, asked of the resource manager itself: originals and copies lie beside the machine.
/// </summary>
public sealed class PointCatalogue(AzureClients clients, PointReader points)
{
    /// <summary>All of them, snapshots and restore points, in order of their ids.</summary>
    /// <param name="groupId">Resource group of the machines.</param>
    /// <param name="pages">Where what was read is kept; null: nowhere.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<SeenPoint>> OfGroupAsync(string groupId, CancellationToken ct, IQueryPages? pages = null)
    {
        var (found, collections) = (new List<SeenPoint>(), new List<PointCollection>());
        await clients.ArmPipeline.ListAsync(
            ArmAddress.Of(groupId, "/providers/Microsoft.Compute/snapshots", PointReader.SnapshotVersion),
            row =>
            {
                if (SnapshotRow.Read(row).Own is { } own)
                    found.Add(own);
            }, ct, pages);
        await clients.ArmPipeline.ListAsync(
            ArmAddress.Of(groupId, "/providers/Microsoft.Compute/restorePointCollections", PointReader.RestorePointVersion),
            row =>
            {
                if (CollectionRow.Read(row) is { } own)
                    collections.Add(own.Collection);
            }, ct, pages);
        foreach (var collection in collections)
            found.AddRange(await points.InCollectionAsync(collection, ct, pages));
        return [.. found.OrderBy(point => point.Id, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What a restore point has of each disk: the id a disk is made of, by the id of the disk it was taken of.</summary>
    /// <returns>Null: 404.</returns>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<DiskOfPoint>?> DisksOfAsync(string restorePointId, CancellationToken ct, IQueryPages? pages = null)
    {
        var address = PointReader.AddressOf(restorePointId);
        using var answer = await pages.OrAskAsync(address, () => clients.ArmPipeline.FindAsync(RequestMethod.Get, address, null, ct), ct);
        if (answer is null)
            return null;
        var storage = answer.RootElement.Get("properties").Get("sourceMetadata").Get("storageProfile");
        return
        [
            .. storage.Get("dataDisks").Items().Prepend(storage.Get("osDisk"))
                .Select(disk => (Disk: disk.Get("managedDisk").Get("id").Text(), Point: disk.Get("diskRestorePoint").Get("id").Text()))
                .Where(one => one is { Disk: not null, Point: not null })
                .Select(one => new DiskOfPoint(one.Disk!, one.Point!)),
        ];
    }
}

/// <summary>A disk in a restore point.</summary>
/// <param name="DiskId">The disk it was taken of.</param>
/// <param name="PointId">Id of the disk restore point, of which a disk is made.</param>
public sealed record DiskOfPoint(string DiskId, string PointId);
