using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>
/// Properties that Azure shows only since some api-version, as recordings of 2018 to 2025 have them: what is younger than the version asked
/// for is left out. Whoever asks for a version of 2024 or later pays nothing.
/// </summary>
internal static class ApiVersions
{
    /// <summary>Machines, reservations and scale sets have an etag since then.</summary>
    public const string Etags = "2024-11-01";

    private const string Whole = "2023-10-02";

    private static readonly (string Since, string[] Path)[] Machine =
    [
        .. Of("2021-11-01", "properties.timeCreated"),
        .. Of("2021-03-01", "properties.storageProfile.osDisk.deleteOption", "properties.storageProfile.dataDisks.deleteOption"),
        .. Of("2022-08-01", "properties.storageProfile.diskControllerType"),
        .. Of("2020-06-01", "properties.storageProfile.imageReference.exactVersion"),
    ];

    private static readonly (string Since, string[] Path)[] Disk =
    [
        .. Of("2023-10-02", "properties.LastOwnershipUpdateTime"),
        .. Of("2022-03-02", "properties.incrementalSnapshotFamilyId"),
        .. Of("2021-04-01", "properties.publicNetworkAccess", "properties.supportedCapabilities", "properties.supportsHibernation"),
        .. Of("2020-09-30", "properties.networkAccessPolicy", "properties.tier"),
        .. Of("2019-07-01", "properties.encryption", "properties.uniqueId", "properties.diskSizeBytes", "properties.hyperVGeneration"),
    ];

    /// <summary>Whether the request asks for at least that version; one that names none counts as the newest.</summary>
    public static bool Since(Exchange exchange, string version) =>
        exchange.Query("api-version") is not { } asked || string.CompareOrdinal(asked, version) >= 0;

    public static JsonObject TrimMachine(Exchange exchange, JsonObject machine) => Trim(exchange, machine, Machine);

    public static JsonObject TrimDisk(Exchange exchange, JsonObject disk) => Trim(exchange, disk, Disk);

    /// <summary>Without what is younger than the version asked for.</summary>
    public static JsonObject Trim(Exchange exchange, JsonObject resource, IReadOnlyList<(string Since, string[] Path)> table)
    {
        if (exchange.Query("api-version") is not { } asked || string.CompareOrdinal(asked, Whole) >= 0)
            return resource;
        foreach (var (since, path) in table)
        {
            if (string.CompareOrdinal(asked, since) < 0)
                Remove(resource, path, 0);
        }
        return resource;
    }

    private static void Remove(JsonNode? node, string[] path, int at)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Remove(item, path, at);
        }
        else if (node is JsonObject found && at == path.Length - 1)
            found.Remove(path[at]);
        else if (node is JsonObject inner)
            Remove(inner[path[at]], path, at + 1);
    }

    /// <summary>What is there since a version, each by its path; lists on the way are gone through.</summary>
    public static IEnumerable<(string Since, string[] Path)> Of(string since, params string[] paths) =>
        paths.Select(path => (since, path.Split('.')));
}
