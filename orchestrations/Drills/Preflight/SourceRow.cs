using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Reads machines, disks and interfaces as the resource manager lists them.</summary>
internal static class SourceRow
{
    /// <summary>The machine; its disks and interfaces have only what it says of them itself.</summary>
    /// <exception cref="FormatException">It lacks what no machine lacks.</exception>
    public static SourceMachine Machine(JsonElement row)
    {
        var id = row.Get("id").Text() ?? throw new FormatException("a machine without an id");
        var properties = row.Get("properties");
        var (storage, security) = (properties.Get("storageProfile"), properties.Get("securityProfile"));
        return new SourceMachine(
            id, row.Get("name").Text() ?? ArmId.NameOf(id), (row.Get("location").Text() ?? "").ToLowerInvariant(),
            properties.Get("hardwareProfile").Get("vmSize").Text() ?? throw new FormatException($"{id} without a size"),
            string.Equals(storage.Get("osDisk").Get("osType").Text(), "Windows", StringComparison.OrdinalIgnoreCase),
            properties.Get("vmId").Text() ?? "")
        {
            Zones = [.. row.Get("zones").Texts()],
            SecurityType = security.Get("securityType").Text() is { } type && type != "Standard" ? type : null,
            SecureBoot = IsTrue(security.Get("uefiSettings").Get("secureBootEnabled")),
            Vtpm = IsTrue(security.Get("uefiSettings").Get("vTpmEnabled")),
            EncryptionAtHost = IsTrue(security.Get("encryptionAtHost")),
            DiskController = storage.Get("diskControllerType").Text() is { } controller && controller != "SCSI" ? controller : null,
            UltraEnabled = IsTrue(properties.Get("additionalCapabilities").Get("ultraSSDEnabled")),
            Plan = PlanOf(row.Get("plan")),
            Identity = row.Get("identity").Get("type").Text() is { } identity && identity != "None" ? identity : null,
            Extensions = [.. row.Get("resources").Items().Select(one => one.Get("id").Text()).OfType<string>()
                .Where(one => one.Contains("/extensions/", StringComparison.OrdinalIgnoreCase)).Select(ArmId.NameOf)
                .Order(StringComparer.OrdinalIgnoreCase)],
            Disks =
            [
                Disk(storage.Get("osDisk"), lun: null),
                .. storage.Get("dataDisks").Items().Select(disk => Disk(disk, (int)(disk.Get("lun").Whole() ?? 0)))
                    .OrderBy(disk => disk.Lun),
            ],
            Cards = [.. properties.Get("networkProfile").Get("networkInterfaces").Items()
                .Select(card => new SourceCard(card.Get("id").Text() ?? "", null, null)
                {
                    IsPrimary = IsTrue(card.Get("properties").Get("primary")),
                })],
        };
    }

    /// <summary>A disk of a machine with what the disk itself says.</summary>
    public static SourceDisk With(this SourceDisk known, JsonElement row)
    {
        var properties = row.Get("properties");
        return known with
        {
            UniqueId = properties.Get("uniqueId").Text() ?? "",
            Sku = row.Get("sku").Get("name").Text() ?? known.Sku,
            SizeGiB = properties.Get("diskSizeGB").Whole() ?? known.SizeGiB,
            EncryptionSet = properties.Get("encryption").Get("diskEncryptionSetId").Text() ?? known.EncryptionSet,
            IsEncryptedInside = IsTrue(properties.Get("encryptionSettingsCollection").Get("enabled")),
            MaxShares = (int)(properties.Get("maxShares").Whole() ?? 1),
            SectorSize = (int?)properties.Get("creationData").Get("logicalSectorSize").Whole(),
            SecurityType = properties.Get("securityProfile").Get("securityType").Text(),
            Generation = properties.Get("hyperVGeneration").Text(),
            Plan = PlanOf(properties.Get("purchasePlan")),
        };
    }

    /// <summary>An interface of a machine with what the interface itself says.</summary>
    public static SourceCard With(this SourceCard known, JsonElement row)
    {
        var properties = row.Get("properties");
        var configurations = properties.Get("ipConfigurations").Items().Select(one => one.Get("properties")).ToList();
        var first = configurations.Find(one => one.Get("privateIPAddress").Text() is not null);
        return known with
        {
            Address = first.Get("privateIPAddress").Text(),
            SubnetId = first.Get("subnet").Get("id").Text(),
            IsAccelerated = IsTrue(properties.Get("enableAcceleratedNetworking")),
            Pools = [.. configurations.SelectMany(one => one.Get("loadBalancerBackendAddressPools").Items())
                .Select(pool => pool.Get("id").Text()).OfType<string>()],
            HasPublicAddress = configurations.Exists(one => one.Get("publicIPAddress").Get("id").Text() is not null),
        };
    }

    private static SourceDisk Disk(JsonElement disk, int? lun) => new(
        lun, disk.Get("managedDisk").Get("id").Text(), "", disk.Get("managedDisk").Get("storageAccountType").Text() ?? "",
        disk.Get("diskSizeGB").Whole() ?? 0, disk.Get("caching").Text() ?? "None")
    {
        IsEphemeral = string.Equals(disk.Get("diffDiskSettings").Get("option").Text(), "Local", StringComparison.OrdinalIgnoreCase),
        WriteAccelerator = IsTrue(disk.Get("writeAcceleratorEnabled")),
        EncryptionSet = disk.Get("managedDisk").Get("diskEncryptionSet").Get("id").Text(),
    };

    private static MarketplacePlan? PlanOf(JsonElement plan) =>
        plan.Get("publisher").Text() is { } publisher && plan.Get("product").Text() is { } product && plan.Get("name").Text() is { } name
            ? new(publisher, product, name)
            : null;

    private static bool IsTrue(JsonElement element) => element.ValueKind == JsonValueKind.True;
}
