using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
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

    public string PublicNetworkAccess { get; init; } = "Enabled";

    /// <summary>Tags were sent, be they none.</summary>
    public bool HasTags { get; init; }

    /// <summary>Whether the body says so at all; what it does not say stays, of one that is there.</summary>
    public bool NamesNetwork { get; init; }

    /// <summary>The whole body.</summary>
    public JsonObject Sent { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    // What Azure alone writes is taken and ignored: clients send back what they got.
    private static readonly BodyShape Shape = new(
        "id", "name", "type", "location", "tags.*", "managedBy", "sku.name", "sku.tier", "properties.osType",
        "properties.hyperVGeneration", "properties.creationData.createOption",
        "properties.creationData.sourceResourceId", "properties.creationData.sourceUri", "properties.creationData.sourceUniqueId",
        "properties.diskSizeGB", "properties.incremental",
        "properties.networkAccessPolicy", "properties.publicNetworkAccess", "properties.encryption.type",
        "properties.encryption.diskEncryptionSetId", "properties.provisioningState",
        "properties.timeCreated", "properties.diskState", "properties.diskSizeBytes", "properties.uniqueId",
        "properties.completionPercent", "properties.snapshotAccessState",
        "properties.incrementalSnapshotFamilyId", "properties.supportsHibernation", "properties.supportedCapabilities.*");

    // Azure can do these; they are not simulated.
    private static readonly string[] OtherOptions = ["Empty", "Import", "ImportSecure", "Restore", "Upload", "FromImage", "Attach"];

    /// <summary>What a PATCH changes: tags, and from where it can be reached. The rest stays.</summary>
    /// <exception cref="NotSimulatedException">It changes something else.</exception>
    public static SnapshotRequest? ReadChange(byte[] body, Snapshot present)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return null;
            new BodyShape("tags.*", "properties.networkAccessPolicy", "properties.publicNetworkAccess").Check(root);
            var tags = Object(root, "tags");
            var properties = Object(root, "properties");
            return new SnapshotRequest
            {
                Tags = tags is { } named ? TagText.Read(named) : present.Tags,
                HasTags = tags is not null || present.HasTags,
                NetworkAccessPolicy = properties is { } some ? Text(some, "networkAccessPolicy") ?? present.NetworkAccessPolicy
                    : present.NetworkAccessPolicy,
                NamesNetwork = true,
                Sent = JsonNode.Parse(body)!.AsObject(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null: the body cannot be read, or names nothing to copy.</summary>
    /// <exception cref="NotSimulatedException">It asks for something that is not simulated.</exception>
    public static SnapshotRequest? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return null;
            Shape.Check(root);
            var properties = root.GetProperty("properties");
            var creation = properties.GetProperty("creationData");
            var option = creation.GetProperty("createOption").GetString();
            var isCopyStart = string.Equals(option, "CopyStart", StringComparison.OrdinalIgnoreCase);
            if (!isCopyStart && !string.Equals(option, "Copy", StringComparison.OrdinalIgnoreCase))
                return OtherOptions.Contains(option, StringComparer.OrdinalIgnoreCase)
                    ? throw new NotSimulatedException($"a snapshot with createOption {option}") : null;
            return new SnapshotRequest
            {
                Source = (creation.TryGetProperty("sourceResourceId", out var source)
                    ? source
                    : creation.GetProperty("sourceUri")).GetString() ?? "",
                IsCopyStart = isCopyStart,
                Location = Text(root, "location"),
                IsIncremental = properties.TryGetProperty("incremental", out var incremental)
                    && incremental.ValueKind is JsonValueKind.True,
                PublicNetworkAccess = Text(properties, "publicNetworkAccess") ?? "Enabled",
                HasTags = Object(root, "tags") is not null,
                NamesNetwork = properties.TryGetProperty("networkAccessPolicy", out _),
                Sent = JsonNode.Parse(body)!.AsObject(),
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

    private static JsonElement? Object(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;
}
