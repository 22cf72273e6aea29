using System.Text.Json;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>What the body of a request for a snapshot says.</summary>
internal sealed record SnapshotRequest(string Source, bool IsIncremental, string NetworkAccessPolicy, string Sku, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Null: the body cannot be read, or names no disk to copy.</summary>
    public static SnapshotRequest? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var properties = root.GetProperty("properties");
            var creation = properties.GetProperty("creationData");
            if (!string.Equals(creation.GetProperty("createOption").GetString(), "Copy", StringComparison.OrdinalIgnoreCase))
                return null;
            return new SnapshotRequest(
                (creation.TryGetProperty("sourceResourceId", out var source) ? source : creation.GetProperty("sourceUri")).GetString() ?? "",
                properties.TryGetProperty("incremental", out var incremental) && incremental.ValueKind is JsonValueKind.True,
                properties.TryGetProperty("networkAccessPolicy", out var access) ? access.GetString() ?? "AllowAll" : "AllowAll",
                root.TryGetProperty("sku", out var sku) && sku.ValueKind is JsonValueKind.Object && sku.TryGetProperty("name", out var name) ? name.GetString() ?? "Standard_LRS" : "Standard_LRS",
                root.TryGetProperty("tags", out var tags) && tags.ValueKind is JsonValueKind.Object ? TagText.Read(tags) : new SortedDictionary<string, string>(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
