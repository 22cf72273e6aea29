using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A snapshot as Azure describes it; the shape of recorded answers.</summary>
internal static class SnapshotDocument
{
    public static JsonObject Of(Kept<Snapshot> entry, DateTimeOffset at, string? id = null)
    {
        var snapshot = entry.Last;
        var document = new JsonObject
        {
            ["name"] = snapshot.Name,
            ["id"] = id ?? snapshot.Id,
            ["type"] = "Microsoft.Compute/snapshots",
            ["location"] = snapshot.Region,
        };
        if (snapshot.HasTags || snapshot.Tags.Count > 0)
            document["tags"] = TagText.Of(snapshot.Tags);
        document["sku"] = Sku(snapshot);
        document["properties"] = Properties(snapshot, at, entry.IsLeaving);
        return document;
    }

    /// <summary>
    /// Recorded: what a PUT is answered with is what was sent, being updated; of one that was there before also its kind and size. Until
    /// 2020 it had neither id nor type.
    /// </summary>
    public static JsonObject Accepted(Exchange exchange, JsonObject sent, Snapshot snapshot, bool wasThere)
    {
        var isOld = !ApiVersions.Since(exchange, "2020-09-30");
        var document = new JsonObject { ["name"] = snapshot.Name };
        if (!isOld)
        {
            document["id"] = Making.ComputeNames.AsAsked(exchange, snapshot.Id);
            document["type"] = "Microsoft.Compute/snapshots";
        }
        document["location"] = snapshot.Region;
        if (sent["tags"] is { } tags)
            document["tags"] = tags.DeepClone();
        if (wasThere)
            document["sku"] = Sku(snapshot);
        else if (sent["sku"] is { } sku)
            document["sku"] = sku.DeepClone();
        var properties = (JsonObject)(sent["properties"]?.DeepClone() ?? new JsonObject());
        properties["provisioningState"] = "Updating";
        if (isOld)
            properties["isArmResource"] = true;
        if (wasThere)
            properties["diskSizeBytes"] = (long)snapshot.SizeGiB << 30;
        document["properties"] = properties;
        return document;
    }

    public static JsonObject Sku(Snapshot snapshot) => new() { ["name"] = snapshot.Sku, ["tier"] = snapshot.Sku.Split('_')[0] };

    public static JsonObject Properties(Snapshot snapshot, DateTimeOffset at, bool isLeaving = false)
    {
        var properties = new JsonObject();
        if (snapshot.OsType is { } osType)
            properties["osType"] = osType;
        if (snapshot.HyperVGeneration is { } generation)
            properties["hyperVGeneration"] = generation;
        properties["creationData"] = new JsonObject
        {
            ["createOption"] = snapshot.CopyOf is null ? "Copy" : "CopyStart",
            ["sourceResourceId"] = snapshot.CopyOf ?? snapshot.Disk,
            ["sourceUniqueId"] = snapshot.CopyOfUniqueId ?? snapshot.SourceUniqueId,
        };
        properties["diskSizeGB"] = snapshot.SizeGiB;
        properties["encryption"] = DiskDocument.Encryption(snapshot.EncryptionSet);
        properties["incremental"] = snapshot.IsIncremental;
        if (snapshot.IsIncremental)
            properties["incrementalSnapshotFamilyId"] = Noise.Id(Noise.Of(snapshot.SourceUniqueId), "family").ToString();
        properties["networkAccessPolicy"] = snapshot.NetworkAccessPolicy;
        properties["publicNetworkAccess"] = snapshot.PublicNetworkAccess;
        properties["timeCreated"] = InstanceView.Time(snapshot.CreatedAt);
        properties["provisioningState"] = StateOf(snapshot, at, isLeaving);
        properties["diskState"] = "Unattached";
        properties["diskSizeBytes"] = (long)snapshot.SizeGiB << 30;
        properties["uniqueId"] = snapshot.UniqueId;
        Management.TraitDocument.Add(properties, snapshot.Security);
        if (snapshot.Security is not null && snapshot.OsType is not null)
            properties["supportedCapabilities"] = new JsonObject { ["acceleratedNetwork"] = true, ["architecture"] = "x64" };
        // Recorded: an ordinary snapshot never tells how far it is. What failed has no data.
        if (snapshot.CopyOf is not null || snapshot.IsBackground)
            properties["completionPercent"] = snapshot.HasFailed && snapshot.CopyOf is null ? 0.0 : snapshot.CompletionPercent(at);
        if (snapshot.CopyFailedAt <= at)
        {
            properties["copyCompletionError"] = new JsonObject
            {
                ["errorCode"] = "CopySourceNotFound",
                    ["errorMessage"] = $"The source snapshot '{snapshot.CopyOf}' was deleted before the copy was complete.",
            };
        }
        return properties;
    }

    /// <summary>As an api-version shows it.</summary>
    public static JsonObject Shown(Exchange exchange, JsonObject document)
    {
        if (ApiVersions.Since(exchange, "2025-01-02"))
            document["properties"]!["snapshotAccessState"] = "Available";
        return ApiVersions.TrimDisk(exchange, document);
    }

    private static string StateOf(Snapshot snapshot, DateTimeOffset at, bool isLeaving) => isLeaving ? "Deleting"
        : snapshot.Operation?.IsInProgress(at) is true ? "Updating"
        : snapshot.Operation?.Error is null ? "Succeeded" : "Failed";
}
