using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Making;

/// <summary>What the body of a request for a disk says; what is null it does not mention.</summary>
internal sealed record DiskRequest(string? Location, IReadOnlyDictionary<string, string>? Tags, string? Sku, string? Zone, int? SizeGiB)
{
    private static readonly BodyShape Shape = new(
        "id", "name", "type", "location", "tags.*", "zones", "managedBy", "managedByExtended", "sku.name", "sku.tier", "properties.osType",
            "properties.hyperVGeneration",
        "properties.creationData.createOption", "properties.creationData.sourceResourceId", "properties.creationData.sourceUri",
            "properties.creationData.sourceUniqueId",
        "properties.creationData.imageReference.*", "properties.diskSizeGB", "properties.diskSizeBytes", "properties.diskIOPSReadWrite",
            "properties.diskMBpsReadWrite", "properties.encryption.type",
        "properties.encryption.diskEncryptionSetId", "properties.networkAccessPolicy", "properties.publicNetworkAccess",
            "properties.timeCreated", "properties.provisioningState",
        "properties.diskState", "properties.uniqueId", "properties.tier", "properties.LastOwnershipUpdateTime",
            "properties.supportsHibernation", "properties.supportedCapabilities.*",
        "properties.completionPercent", "properties.securityProfile.securityType", "properties.purchasePlan.*", "properties.maxShares",
            "properties.creationData.logicalSectorSize");

    public string? Option { get; init; }

    public string? Source { get; init; }

    public string? OsType { get; init; }

    public string? Generation { get; init; }

    public int? Iops { get; init; }

    public int? MBps { get; init; }

    public string? EncryptionSet { get; init; }

    /// <summary>Of a disk that is made of nothing; what a source has, its disk has.</summary>
    public DiskSecurity? Security { get; init; }

    public string? NetworkAccessPolicy { get; init; }

    public string? PublicNetworkAccess { get; init; }

    /// <summary>The whole body.</summary>
    public JsonObject Sent { get; init; } = [];

    /// <summary>Null: the body cannot be read.</summary>
    /// <exception cref="NotSimulatedException">It asks for something that is not simulated.</exception>
    public static DiskRequest? Read(byte[] body)
    {
        try
        {
            if (JsonNode.Parse(body) is not JsonObject sent)
                return null;
            using var document = JsonDocument.Parse(body);
            Shape.Check(document.RootElement);
            var (properties, creation) = (sent["properties"], sent["properties"]?["creationData"]);
            return new DiskRequest(
                Text(sent["location"]), document.RootElement.TryGetProperty("tags", out var tags) && tags.ValueKind is JsonValueKind.Object
                    ? TagText.Read(tags) : null,
                Text(sent["sku"]?["name"]), Text((sent["zones"] as JsonArray)?.FirstOrDefault()), Number(properties?["diskSizeGB"]))
            {
                Option = Text(creation?["createOption"]),
                Source = Text(creation?["sourceResourceId"]) ?? Text(creation?["sourceUri"]),
                OsType = Text(properties?["osType"]),
                Generation = Text(properties?["hyperVGeneration"]),
                Iops = Number(properties?["diskIOPSReadWrite"]),
                MBps = Number(properties?["diskMBpsReadWrite"]),
                EncryptionSet = Text(properties?["encryption"]?["diskEncryptionSetId"]),
                NetworkAccessPolicy = Text(properties?["networkAccessPolicy"]),
                PublicNetworkAccess = Text(properties?["publicNetworkAccess"]),
                Security = Number(properties?["maxShares"]) is { } shares ? new DiskSecurity { MaxShares = shares } : null,
                Sent = sent,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node?.GetValue<string>();

    private static int? Number(JsonNode? node) => node?.GetValue<int>();
}
