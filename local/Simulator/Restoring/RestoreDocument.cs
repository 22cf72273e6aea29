using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>Restore points and their collections as Azure describes them; shapes of the REST specification.</summary>
internal static class RestoreDocument
{
    /// <param name="collection">What to describe.</param>
    /// <param name="points">Its points; null: they were not asked for.</param>
    /// <param name="at">When.</param>
    public static JsonObject Of(RestorePointCollection collection, IEnumerable<RestorePoint>? points, DateTimeOffset at)
    {
        var properties = Properties(collection);
        if (points is not null)
            properties["restorePoints"] = new JsonArray([.. points.Select(point => Of(point, withInstanceView: false, at))]);
        return new JsonObject
        {
            ["name"] = collection.Name,
            ["id"] = collection.Id,
            ["type"] = "Microsoft.Compute/restorePointCollections",
            ["location"] = collection.Region,
            ["tags"] = TagText.Of(collection.Tags),
            ["properties"] = properties,
        };
    }

    public static JsonObject Properties(RestorePointCollection collection) => new()
    {
        ["source"] = new JsonObject { ["id"] = collection.Source, ["location"] = collection.SourceRegion },
        ["restorePointCollectionId"] = Noise.Id(Noise.Of(collection.Id), InstanceView.Time(collection.CreatedAt)).ToString(),
        ["provisioningState"] = "Succeeded",
    };

    public static JsonObject Of(RestorePoint point, bool withInstanceView, DateTimeOffset at)
    {
        var properties = new JsonObject
        {
            ["sourceMetadata"] = Source(point),
            ["provisioningState"] = State(point, at),
            ["consistencyMode"] = point.Consistency,
            ["timeCreated"] = InstanceView.Time(point.CreatedAt),
        };
        if (point.CopyOf is { } source)
            properties["sourceRestorePoint"] = new JsonObject { ["id"] = source };
        if (withInstanceView)
            properties["instanceView"] = View(point, at);
        return new JsonObject { ["name"] = point.Name, ["id"] = point.Id, ["type"] = "Microsoft.Compute/restorePointCollections/restorePoints", ["properties"] = properties };
    }

    private static string State(RestorePoint point, DateTimeOffset at) =>
        point.Operation?.IsInProgress(at) is true ? "Creating" : point.HasFailed || point.CopyFailedAt <= at ? "Failed" : "Succeeded";

    private static JsonObject Source(RestorePoint point)
    {
        // Of the machine as it was then.
        var machine = MachineDocument.Properties(point.Machine, point.MachineAt);
        var metadata = new JsonObject();
        foreach (var name in new[] { "hardwareProfile", "osProfile", "diagnosticsProfile", "licenseType", "vmId", "securityProfile" })
            if (machine[name] is { } part)
                metadata[name] = part.DeepClone();
        metadata["storageProfile"] = new JsonObject
        {
            ["osDisk"] = point.Disks.FirstOrDefault(one => one.Disk.Lun is null) is { } system ? Disk(system) : null,
            ["dataDisks"] = new JsonArray([.. point.Disks.Where(one => one.Disk.Lun is not null).Select(Disk)]),
            ["diskControllerType"] = point.Machine.Platform.DiskController,
        };
        metadata["hyperVGeneration"] = point.Machine.Platform.HyperVGeneration;
        metadata["location"] = point.Machine.Region;
        return metadata;
    }

    private static JsonObject Disk(PointDisk one)
    {
        var disk = new JsonObject { ["name"] = one.Disk.Name, ["caching"] = one.Disk.Caching, ["diskSizeGB"] = one.Disk.SizeGiB };
        if (one.Disk.Lun is { } lun)
            disk["lun"] = lun;
        if (one.Disk.OsType is { } osType)
            disk["osType"] = osType;
        var managed = new JsonObject { ["id"] = one.Disk.Id, ["storageAccountType"] = one.Disk.Kind };
        var restorePoint = new JsonObject { ["id"] = one.RestorePointId };
        if (one.Disk.Machine.DiskEncryptionSet is { } set)
        {
            managed["diskEncryptionSet"] = new JsonObject { ["id"] = set };
            restorePoint["encryption"] = new JsonObject { ["type"] = "EncryptionAtRestWithCustomerKey", ["diskEncryptionSet"] = new JsonObject { ["id"] = set } };
        }
        disk["managedDisk"] = managed;
        disk["diskRestorePoint"] = restorePoint;
        return disk;
    }

    private static JsonObject View(RestorePoint point, DateTimeOffset at)
    {
        var (code, level) = point.CopyFailedAt <= at || (point.HasFailed && !point.Operation!.IsInProgress(at)) ? ("failed", "Error") : point.IsPending(at) ? ("inProgress", "Info") : ("succeeded", "Info");
        return new JsonObject
        {
            ["diskRestorePoints"] = new JsonArray([.. point.Disks.Select(one => new JsonObject
            {
                ["id"] = one.RestorePointId,
                ["replicationStatus"] = new JsonObject
                {
                    ["status"] = new JsonObject { ["code"] = $"ReplicationState/{code}", ["level"] = level, ["displayStatus"] = code },
                    ["completionPercent"] = point.CompletionPercent(at),
                },
            })]),
        };
    }
}
