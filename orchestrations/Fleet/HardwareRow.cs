using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>Reads what a machine is built on from its row of the inventory.</summary>
internal static class HardwareRow
{
    public static MachineHardware Read(JsonElement row)
    {
        var disks = row.Get("dataDisks").Items().ToList();
        var kinds = disks.Append(row.Get("osDisk")).Select(disk => disk.Get("managedDisk").Get("storageAccountType").Text()).ToList();
        return new()
        {
            Zones = [.. row.Get("zones").Texts()],
            DataDisks = disks.Count,
            NetworkInterfaces = Math.Max(1, row.Get("interfaces").Items().Count()),
            Generation = row.Get("generation").Text()?.ToUpperInvariant(),
            DiskController = row.Get("controller").Text(),
            // A disk whose kind Azure does not tell may be a premium one.
            PremiumDisks = kinds.Exists(kind => kind is null || kind.StartsWith("Premium", StringComparison.OrdinalIgnoreCase)),
            PremiumV2Disks = kinds.Exists(kind => kind?.StartsWith("PremiumV2", StringComparison.OrdinalIgnoreCase) == true),
            UltraDisks = IsTrue(row.Get("ultra"))
                || kinds.Exists(kind => kind?.StartsWith("UltraSSD", StringComparison.OrdinalIgnoreCase) == true),
            EncryptionAtHost = IsTrue(row.Get("encryptionAtHost")),
            EphemeralOsDisk = string.Equals(
                row.Get("osDisk").Get("diffDiskSettings").Get("option").Text(), "Local", StringComparison.OrdinalIgnoreCase),
            DedicatedHost = row.Get("host").Text() ?? row.Get("hostGroup").Text(),
            CapacityReservationGroup = row.Get("reservation").Text(),
            ScaleSet = row.Get("scaleSet").Text(),
            AvailabilitySet = row.Get("availabilitySet").Text(),
        };
    }

    // Resource Graph writes truth values in more than one way.
    private static bool IsTrue(JsonElement element) =>
        element.ValueKind == JsonValueKind.True || string.Equals(element.Text(), "true", StringComparison.OrdinalIgnoreCase)
        || element.ValueKind == JsonValueKind.Number && element.GetRawText() == "1";
}
