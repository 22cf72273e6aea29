using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Snapshots.Reading;

/// <summary>A managed disk as the inventory shows it.</summary>
internal sealed record DiskRow(string Id, string UniqueId, string Sku, long SizeGiB, string? EncryptionSet)
{
    /// <exception cref="FormatException">It lacks what no disk lacks.</exception>
    public static DiskRow Read(JsonElement disk)
    {
        var properties = disk.Get("properties");
        return new(
            disk.Get("id").Text() ?? throw new FormatException("a disk without an id"),
            properties.Get("uniqueId").Text() ?? throw new FormatException($"{disk.Get("id").Text()} without a unique id"),
            disk.Get("sku").Get("name").Text() ?? "", properties.Get("diskSizeGB").Whole() ?? 0,
            properties.Get("encryption").Get("diskEncryptionSetId").Text());
    }
}
