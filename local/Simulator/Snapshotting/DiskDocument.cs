using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A disk as Azure describes it; the shape of recorded answers. What is empty is absent.</summary>
internal static class DiskDocument
{
    public static JsonObject Of(MachineDisk disk, DateTimeOffset at, string? id = null) =>
        Whole(disk.Name, id ?? disk.Id, disk.Machine.Region, disk.Tags, Zones(disk), disk.ManagedBy(at), Sku(disk), Properties(disk, at));

    public static JsonObject Of(Kept<ManagedDisk> entry, DateTimeOffset at, string? id = null)
    {
        var disk = entry.At(at);
        var zones = Zones(disk.Zone);
        return Whole(disk.Name, id ?? disk.Id, disk.Region, disk.Tags, zones, disk.ManagedBy, Sku(disk.Sku), Properties(
            entry, at), disk.HasTags);
    }

    public static JsonArray? Zones(MachineDisk disk) => Zones(disk.Machine.Zone);

    public static JsonArray? Zones(string? zone) => zone is null ? null : new JsonArray(zone);

    public static JsonObject Sku(MachineDisk disk) => Sku(disk.Kind);

    public static JsonObject Sku(string kind) => new() { ["name"] = kind, ["tier"] = TierOf(kind) };

    public static string TierOf(string kind) => kind switch
    {
        "StandardSSD_LRS" or "StandardSSD_ZRS" => "Standard",
        "UltraSSD_LRS" => "Ultra",
        "PremiumV2_LRS" => "Premium",
        _ => kind.Split('_')[0],
    };

    /// <param name="set">Id of a disk encryption set; null: the platform's own key.</param>
    public static JsonObject Encryption(string? set) => set is null
        ? new JsonObject { ["type"] = "EncryptionAtRestWithPlatformKey" }
        : new JsonObject { ["type"] = "EncryptionAtRestWithCustomerKey", ["diskEncryptionSetId"] = set };

    public static JsonObject Properties(MachineDisk disk, DateTimeOffset at)
    {
        var creation = new JsonObject { ["createOption"] = disk.Lun is null ? "FromImage" : "Empty" };
        if (disk.Lun is null)
            creation["imageReference"] = new JsonObject { ["id"] = MachineDocument.ImageId(disk.Machine) };
        var properties = Properties(
            new Figures(
                disk.OsType, disk.Machine.Platform.HyperVGeneration, creation, disk.SizeGiB, disk.Kind, null, null,
                disk.Machine.DiskEncryptionSet, disk.CreatedAt, disk.UniqueId)
            {
                IsArm = disk.Machine.Size.Family.Architecture is "Arm64",
                AttachedAt = disk.ManagedBy(at) is null ? null : disk.CreatedAt,
            },
            disk.ManagedBy(at) is null ? "Unattached" : disk.Machine.PowerAt(at) is MachinePower.Deallocated ? "Reserved" : "Attached");
        TraitDocument.Add(properties, DiskSecurity.Of(disk));
        return properties;
    }

    public static JsonObject Properties(Kept<ManagedDisk> entry, DateTimeOffset at)
    {
        var disk = entry.At(at);
        var figures =
            new Figures(
            disk.OsType, disk.Generation, (JsonObject)disk.Creation.DeepClone(), disk.SizeGiB, disk.Sku, disk.Iops, disk.MBps,
            disk.EncryptionSet, disk.CreatedAt, disk.UniqueId)
        {
            AttachedAt = disk.AttachedAt, NetworkAccessPolicy = disk.NetworkAccessPolicy, PublicNetworkAccess = disk.PublicNetworkAccess,
                State = StateOf(entry, at),
        };
        var properties = Properties(figures, disk.ManagedBy is null ? "Unattached" : "Attached");
        TraitDocument.Add(properties, disk.Security);
        // Documented: only these tell how far the copying is.
        if (disk.CopiesUntil is { } until && MachineDisk.IsSlow(disk.Sku))
            properties["completionPercent"] = Math.Clamp(Math.Round((at - disk.CreatedAt) / (until - disk.CreatedAt) * 100, 1), 0, 100);
        return properties;
    }

    public static string StateOf(Kept<ManagedDisk> entry, DateTimeOffset at) => entry.IsLeaving ? "Deleting"
        : entry.At(at).Operation?.IsInProgress(at) is true ? "Updating"
        : entry.At(at).HasFailed ? "Failed" : "Succeeded";

    private static JsonObject Properties(Figures of, string state)
    {
        var properties = new JsonObject();
        if (of.OsType is { } osType)
        {
            properties["osType"] = osType;
            properties["hyperVGeneration"] = of.Generation;
            properties["supportsHibernation"] = true;
            properties["supportedCapabilities"] = new JsonObject
            {
                ["diskControllerTypes"] = "SCSI, NVMe", ["acceleratedNetwork"] = true, ["architecture"] = of.IsArm ? "Arm64" : "x64",
            };
        }
        properties["creationData"] = of.Creation;
        properties["diskSizeGB"] = of.SizeGiB;
        var (iops, throughput) = DiskFigures.Of(of.Kind, of.SizeGiB);
        properties["diskIOPSReadWrite"] = of.Iops ?? iops;
        properties["diskMBpsReadWrite"] = of.MBps ?? throughput;
        properties["encryption"] = Encryption(of.EncryptionSet);
        properties["networkAccessPolicy"] = of.NetworkAccessPolicy;
        properties["publicNetworkAccess"] = of.PublicNetworkAccess;
        properties["timeCreated"] = InstanceView.Time(of.CreatedAt);
        properties["provisioningState"] = of.State;
        properties["diskState"] = state;
        if (of.AttachedAt is { } attached)
            properties["LastOwnershipUpdateTime"] = InstanceView.Time(attached);
        properties["diskSizeBytes"] = (long)of.SizeGiB << 30;
        properties["uniqueId"] = of.UniqueId;
        if (DiskFigures.TierOf(of.Kind, of.SizeGiB) is { } tier)
            properties["tier"] = tier;
        return properties;
    }

    private static JsonObject Whole(
        string name, string id, string region, IReadOnlyDictionary<string, string> tags, JsonArray? zones, string? managedBy,
            JsonObject sku, JsonObject properties,
        bool hasTags = false)
    {
        var document = new JsonObject { ["name"] = name, ["id"] = id, ["type"] = "Microsoft.Compute/disks", ["location"] = region };
        if (hasTags || tags.Count > 0)
            document["tags"] = TagText.Of(tags);
        if (zones is not null)
            document["zones"] = zones;
        if (managedBy is not null)
            document["managedBy"] = managedBy;
        document["sku"] = sku;
        document["properties"] = properties;
        return document;
    }

    private sealed record Figures(
        string? OsType, string? Generation, JsonObject Creation, int SizeGiB, string Kind, int? Iops, int? MBps, string? EncryptionSet,
            DateTimeOffset CreatedAt, string UniqueId)
    {
        public bool IsArm { get; init; }

        public DateTimeOffset? AttachedAt { get; init; }

        public string NetworkAccessPolicy { get; init; } = "AllowAll";

        public string PublicNetworkAccess { get; init; } = "Enabled";

        public string State { get; init; } = "Succeeded";
    }
}
