using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Managed disks of machines.</summary>
internal sealed class DiskRows(Fleet fleet, string tenantId) : GraphSource<DiskRows.Disk>(
    "microsoft.compute/disks", "Microsoft.Compute/disks/read", tenantId)
{
    private readonly Lazy<IReadOnlyList<Disk>> _disks = new(() =>
        [.. fleet.Machines.SelectMany(MachineDisk.Of).Select(disk => new Disk(disk.Id, disk))
            .OrderBy(disk => disk.Id, StringComparer.Ordinal)]);

    protected override IReadOnlyList<Disk> Items => _disks.Value;

    protected override string IdOf(Disk item) => item.Id;

    protected override string SubscriptionOf(Disk item) => item.Of.Machine.SubscriptionId;

    protected override bool Exists(Disk item, DateTimeOffset at) => item.Of.Exists(at);

    protected override JsonNode? Column(Disk item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Of.Machine.Region,
        "tags" => TagText.Of(item.Of.Tags),
        "sku" => DiskDocument.Sku(item.Of),
        "managedby" => item.Of.ManagedBy(at),
        "zones" => DiskDocument.Zones(item.Of),
        "properties" => DiskDocument.Properties(item.Of.At(at), at),
        _ => null,
    };

    internal sealed record Disk(string Id, MachineDisk Of);
}

/// <summary>Managed disks that requests made.</summary>
internal sealed class MadeDiskRows(MadeDisks disks, string tenantId) : KeptRows<ManagedDisk>(
    disks.Shelf, "microsoft.compute/disks", "Microsoft.Compute/disks/read", tenantId)
{
    protected override IReadOnlyDictionary<string, string> TagsOf(Kept<ManagedDisk> item, DateTimeOffset at) => item.At(at).Tags;

    protected override JsonNode? Column(Kept<ManagedDisk> item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Last.Region,
        "sku" => DiskDocument.Sku(item.At(at).Sku),
        "managedby" => item.At(at).ManagedBy,
        "zones" => DiskDocument.Zones(item.At(at).Zone),
        "properties" => DiskDocument.Properties(item, at),
        _ => null,
    };
}
