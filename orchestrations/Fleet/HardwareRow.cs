using System.Text.Json;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>Reads what a machine is built on from its row of the inventory.</summary>
internal static class HardwareRow
{
    public static MachineHardware Read(JsonElement row)
    {
        var disks = Items(row, "dataDisks");
        var kinds = disks.Append(Get(row, "osDisk")).Select(disk => Text(Get(Get(disk, "managedDisk"), "storageAccountType"))).ToList();
        return new()
        {
            Zones = [.. Items(row, "zones").Select(Text).OfType<string>()],
            DataDisks = disks.Count,
            NetworkInterfaces = Math.Max(1, Items(row, "interfaces").Count),
            Generation = Text(Get(row, "generation"))?.ToUpperInvariant(),
            DiskController = Text(Get(row, "controller")),
            // A disk whose kind Azure does not tell may be a premium one.
            PremiumDisks = kinds.Exists(kind => kind is null || kind.StartsWith("Premium", StringComparison.OrdinalIgnoreCase)),
            PremiumV2Disks = kinds.Exists(kind => kind?.StartsWith("PremiumV2", StringComparison.OrdinalIgnoreCase) == true),
            UltraDisks = IsTrue(Get(row, "ultra")) || kinds.Exists(kind => kind?.StartsWith("UltraSSD", StringComparison.OrdinalIgnoreCase) == true),
            EncryptionAtHost = IsTrue(Get(row, "encryptionAtHost")),
        };
    }

    private static List<JsonElement> Items(JsonElement row, string name) =>
        Get(row, name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static JsonElement Get(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;

    // Resource Graph writes truth values in more than one way.
    private static bool IsTrue(JsonElement element) =>
        element.ValueKind == JsonValueKind.True || string.Equals(Text(element), "true", StringComparison.OrdinalIgnoreCase)
        || element.ValueKind == JsonValueKind.Number && element.GetRawText() == "1";
}
