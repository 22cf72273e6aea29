using System.Text.Json;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>What the body of a request for a snapshot says.</summary>
internal sealed record SnapshotRequest
{
    /// <summary>Id of the disk, or of the snapshot to copy.</summary>
    public string Source { get; init; } = "";

    /// <summary>CopyStart: of a snapshot, into another region; else Copy: of a disk.</summary>
    public bool IsCopyStart { get; init; }

    public string? Location { get; init; }

    public bool IsIncremental { get; init; }

    public string NetworkAccessPolicy { get; init; } = "AllowAll";

    public string Sku { get; init; } = "Standard_LRS";

    public string? EncryptionSet { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Null: the body cannot be read, or names nothing to copy.</summary>
    public static SnapshotRequest? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var properties = root.GetProperty("properties");
            var creation = properties.GetProperty("creationData");
            var option = creation.GetProperty("createOption").GetString();
            var isCopyStart = string.Equals(option, "CopyStart", StringComparison.OrdinalIgnoreCase);
            if (!isCopyStart && !string.Equals(option, "Copy", StringComparison.OrdinalIgnoreCase))
                return null;
            return new SnapshotRequest
            {
                Source = (creation.TryGetProperty("sourceResourceId", out var source) ? source : creation.GetProperty("sourceUri")).GetString() ?? "",
                IsCopyStart = isCopyStart,
                Location = Text(root, "location"),
                IsIncremental = properties.TryGetProperty("incremental", out var incremental) && incremental.ValueKind is JsonValueKind.True,
                NetworkAccessPolicy = Text(properties, "networkAccessPolicy") ?? "AllowAll",
                Sku = Object(root, "sku") is { } sku ? Text(sku, "name") ?? "Standard_LRS" : "Standard_LRS",
                EncryptionSet = Object(properties, "encryption") is { } encryption ? Text(encryption, "diskEncryptionSetId") : null,
                Tags = Object(root, "tags") is { } tags ? TagText.Read(tags) : new SortedDictionary<string, string>(StringComparer.Ordinal),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JsonElement? Object(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;
}
