using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A disk as Azure describes it; the shape of recorded answers.</summary>
internal static class DiskDocument
{
    public static JsonObject Of(MachineDisk disk, DateTimeOffset at) => new()
    {
        ["name"] = disk.Name,
        ["id"] = disk.Id,
        ["type"] = "Microsoft.Compute/disks",
        ["location"] = disk.Machine.Region,
        ["tags"] = new JsonObject(),
        ["zones"] = Zones(disk),
        ["sku"] = Sku(disk),
        ["managedBy"] = disk.ManagedBy(at),
        ["properties"] = Properties(disk, at),
    };

    public static JsonArray? Zones(MachineDisk disk) => disk.Machine.Zone is { } zone ? new JsonArray(zone) : null;

    public static JsonObject Sku(MachineDisk disk) => new() { ["name"] = disk.Kind, ["tier"] = disk.Kind.Split('_')[0] };

    /// <param name="set">Id of a disk encryption set; null: the platform's own key.</param>
    public static JsonObject Encryption(string? set) => set is null
        ? new JsonObject { ["type"] = "EncryptionAtRestWithPlatformKey" }
        : new JsonObject { ["type"] = "EncryptionAtRestWithCustomerKey", ["diskEncryptionSetId"] = set };

    public static JsonObject Properties(MachineDisk disk, DateTimeOffset at)
    {
        var properties = new JsonObject
        {
            ["creationData"] = new JsonObject { ["createOption"] = disk.Lun is null ? "FromImage" : "Empty" },
            ["diskSizeGB"] = disk.SizeGiB,
            ["diskSizeBytes"] = (long)disk.SizeGiB << 30,
            ["timeCreated"] = InstanceView.Time(disk.CreatedAt),
            ["provisioningState"] = "Succeeded",
            ["diskState"] = disk.ManagedBy(at) is null ? "Unattached" : disk.Machine.PowerAt(at) is MachinePower.Deallocated ? "Reserved" : "Attached",
            ["encryption"] = Encryption(disk.Machine.DiskEncryptionSet),
            ["networkAccessPolicy"] = "AllowAll",
            ["publicNetworkAccess"] = "Enabled",
            ["uniqueId"] = disk.UniqueId,
        };
        if (disk.OsType is { } osType)
        {
            properties["osType"] = osType;
            properties["hyperVGeneration"] = disk.Machine.Platform.HyperVGeneration;
        }
        return properties;
    }
}
