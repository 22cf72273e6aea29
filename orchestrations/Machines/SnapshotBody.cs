namespace OpsFunctions.Orchestrations.Machines;

/// <summary>What every snapshot is made with: incremental, closed to the network, with the key of its source.</summary>
internal static class SnapshotBody
{
    /// <param name="createOption"><c>Copy</c> of a disk, <c>CopyStart</c> of a snapshot elsewhere.</param>
    /// <param name="encryptionSet">Null: the platform's key.</param>
    public static Dictionary<string, object> Of(string createOption, string sourceId, string? encryptionSet)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["creationData"] = new { createOption, sourceResourceId = sourceId },
            ["incremental"] = true,
            ["networkAccessPolicy"] = "DenyAll",
            ["publicNetworkAccess"] = "Disabled",
        };
        if (encryptionSet is not null)
            properties["encryption"] = new { type = "EncryptionAtRestWithCustomerKey", diskEncryptionSetId = encryptionSet };
        return properties;
    }
}
