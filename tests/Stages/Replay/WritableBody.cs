using System.Text.Json.Nodes;

namespace OpsFunctions.Stages.Replay;

/// <summary>Bodies to send, made of answers that Azure gave.</summary>
internal static class WritableBody
{
    /// <summary>A resource as one would send it: without what Azure adds.</summary>
    public static JsonObject Of(JsonObject told)
    {
        var body = (JsonObject)Cleaned(told)!;
        foreach (var name in new[] { "id", "name", "type", "etag", "resources", "managedBy" })
            body.Remove(name);
        return body;
    }

    private static JsonNode? Cleaned(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(
            one.Where(static member => !ReadOnly.Contains(member.Key) && !member.Key.Contains("(trimmed)", StringComparison.Ordinal)
                && !IsCut(member.Value))
            .Select(static member => KeyValuePair.Create(member.Key, Cleaned(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Cleaned)]),
        _ => node?.DeepClone(),
    };

    private static bool IsCut(JsonNode? value) =>
        value is JsonValue && value.ToString() is var text && (text.Contains('…', StringComparison.Ordinal)
            || text.StartsWith("(the", StringComparison.Ordinal));

    private static readonly HashSet<string> ReadOnly = new(StringComparer.Ordinal)
    {
        "provisioningState", "vmId", "timeCreated", "instanceView", "exactVersion", "uniqueId", "diskState", "diskSizeBytes",
        "resourceGuid", "sourceUniqueId", "createdOn", "updatedOn",
        "createdBy", "updatedBy", "…", "etag", "tier", "isArmResource", "incrementalSnapshotFamilyId", "restorePointCollectionId",
        "reservationId", "managedBy", "completionPercent",
        "snapshotAccessState", "vhd", "defaultSecurityRules", "requireGuestProvisionSignal", "ipAddress", "supportedCapabilities",
        "availabilitySet", "fqdn", "state", "hostNames", "repositorySiteName", "usageState", "adminEnabled", "availabilityState",
        "lastModifiedTimeUtc", "defaultHostName", "ipConfiguration", "virtualMachine",
        "macAddress", "appliedDnsServers", "internalDomainNameSuffix", "LastOwnershipUpdateTime",
    };
}
