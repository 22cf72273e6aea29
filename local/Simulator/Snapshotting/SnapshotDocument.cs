using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A snapshot as Azure describes it; the shape of recorded answers.</summary>
internal static class SnapshotDocument
{
    public static JsonObject Of(Snapshot snapshot, DateTimeOffset at) => new()
    {
        ["name"] = snapshot.Name,
        ["id"] = snapshot.Id,
        ["type"] = "Microsoft.Compute/snapshots",
        ["location"] = snapshot.Region,
        ["tags"] = TagText.Of(snapshot.Tags),
        ["sku"] = Sku(snapshot),
        ["properties"] = Properties(snapshot, at),
    };

    public static JsonObject Sku(Snapshot snapshot) => new() { ["name"] = snapshot.Sku, ["tier"] = snapshot.Sku.Split('_')[0] };

    public static JsonObject Properties(Snapshot snapshot, DateTimeOffset at)
    {
        var properties = new JsonObject
        {
            ["creationData"] = new JsonObject
            {
                ["createOption"] = snapshot.CopyOf is null ? "Copy" : "CopyStart",
                ["sourceResourceId"] = snapshot.CopyOf ?? snapshot.Disk,
                ["sourceUniqueId"] = snapshot.CopyOfUniqueId ?? snapshot.SourceUniqueId,
            },
            ["diskSizeGB"] = snapshot.SizeGiB,
            ["diskSizeBytes"] = (long)snapshot.SizeGiB << 30,
            ["encryption"] = DiskDocument.Encryption(snapshot.EncryptionSet),
            ["incremental"] = snapshot.IsIncremental,
            ["networkAccessPolicy"] = snapshot.NetworkAccessPolicy,
            ["timeCreated"] = InstanceView.Time(snapshot.CreatedAt),
            ["provisioningState"] = snapshot.Operation?.IsInProgress(at) is true ? "Creating" : snapshot.Operation?.Error is null ? "Succeeded" : "Failed",
            ["diskState"] = "Unattached",
            // What failed has no data.
            ["completionPercent"] = snapshot.HasFailed && snapshot.CopyOf is null ? 0 : snapshot.CompletionPercent(at),
            ["uniqueId"] = snapshot.UniqueId,
        };
        if (snapshot.CopyFailedAt <= at)
        {
            properties["copyCompletionError"] = new JsonObject
            {
                ["errorCode"] = "CopySourceNotFound", ["errorMessage"] = $"The source snapshot '{snapshot.CopyOf}' was deleted before the copy was complete.",
            };
        }
        if (snapshot.OsType is { } osType)
            properties["osType"] = osType;
        if (snapshot.HyperVGeneration is { } generation)
            properties["hyperVGeneration"] = generation;
        return properties;
    }
}
