using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Snapshots.Reading;

/// <summary>A managed disk as the inventory shows it.</summary>
internal sealed record DiskRow(string Id, string UniqueId, string Sku, long SizeGiB, string? EncryptionSet)
{
    public const string Extend = "| extend uniqueId = properties.uniqueId\n| extend sizeGiB = properties.diskSizeGB\n| extend encryptionSet = properties.encryption.diskEncryptionSetId\n";

    public const string Columns = "sku, uniqueId, sizeGiB, encryptionSet";

    /// <exception cref="FormatException">It lacks what no disk lacks.</exception>
    public static DiskRow Read(JsonElement disk) => new(
        disk.Get("id").Text() ?? throw new FormatException("a disk without an id"),
        disk.Get("uniqueId").Text() ?? throw new FormatException($"{disk.Get("id").Text()} without a unique id"),
        disk.Get("sku").Get("name").Text() ?? "", disk.Get("sizeGiB").Whole() ?? 0, disk.Get("encryptionSet").Text());
}
