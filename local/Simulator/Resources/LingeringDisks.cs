using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Seen in public issues: the list of a group's or subscription's resources has a deleted disk for minutes to come, while GET
/// answers 404. That it is two to five minutes is assumed.</summary>
internal static class LingeringDisks
{
    private const int LeastSeconds = 120;
    private const int MoreSeconds = 180;

    public static IEnumerable<ResourceItem> In(SimulatedAzure azure, string subscription, string? group, DateTimeOffset now)
    {
        var home = group is null ? $"/subscriptions/{subscription}/" : $"/subscriptions/{subscription}/resourceGroups/{group}/";
        return azure.Disks.Shelf.History
            .Where(one => one.Until is { } gone && gone <= now && now < gone + Lag(one.Last)
                && one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase) && azure.Disks.Find(one.Id) is null)
            .DistinctBy(static one => one.Id, StringComparer.OrdinalIgnoreCase)
            .Select(static one => new ResourceItem(ComputeNames.AsListed(one.Id), "Microsoft.Compute/disks", one.Last.Region)
            {
                Tags = one.Last.Tags, Sku = DiskDocument.Sku(one.Last.Sku), Zone = one.Last.Zone, CreatedAt = one.Last.CreatedAt,
                ChangedAt = one.Last.CreatedAt,
            });
    }

    private static TimeSpan Lag(ManagedDisk disk) =>
        TimeSpan.FromSeconds(LeastSeconds + (int)(Noise.Unit(Noise.Of("linger " + disk.UniqueId)) * (MoreSeconds + 1)));
}
