using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>Restore points and their collections as Azure describes them; shapes of the REST specification.</summary>
internal static class RestoreDocument
{
    /// <param name="collection">What to describe.</param>
    /// <param name="points">Its points; null: they were not asked for.</param>
    /// <param name="at">When.</param>
    public static JsonObject Of(
        RestorePointCollection collection, IEnumerable<Kept<RestorePoint>>? points, DateTimeOffset at, string? id = null,
        bool isLeaving = false)
    {
        var properties = Properties(collection, isLeaving);
        if (points is not null)
            properties["restorePoints"] = new JsonArray([.. points
                .Select(point => Of(point.Last, withInstanceView: false, at, point.IsLeaving))]);
        var document = new JsonObject
        {
            ["name"] = collection.Name,
            ["id"] = id ?? collection.Id,
            ["type"] = "Microsoft.Compute/restorePointCollections",
            ["location"] = collection.Region,
        };
        if (collection.Tags.Count > 0)
            document["tags"] = TagText.Of(collection.Tags);
        document["properties"] = properties;
        return document;
    }

    public static JsonObject Properties(RestorePointCollection collection, bool isLeaving = false) => new()
    {
        ["source"] = new JsonObject { ["id"] = collection.Source, ["location"] = collection.SourceRegion },
        ["restorePointCollectionId"] = Noise.Id(Noise.Of(collection.Id), InstanceView.Time(collection.CreatedAt)).ToString(),
        ["provisioningState"] = isLeaving ? "Deleting" : "Succeeded",
    };

    /// <summary>Recorded: how consistent it is, and what it has of each disk, it tells when it is done; its type never.</summary>
    public static JsonObject Of(RestorePoint point, bool withInstanceView, DateTimeOffset at, bool isLeaving = false, string? id = null)
    {
        var state = isLeaving ? "Deleting" : State(point, at);
        var properties = new JsonObject { ["sourceMetadata"] = Source(
            point, isDone: state is not "Creating"), ["provisioningState"] = state };
        if (state is not "Creating")
            properties["consistencyMode"] = Mode(point);
        properties["timeCreated"] = InstanceView.Time(point.CreatedAt);
        if (point.CopyOf is { } source)
            properties["sourceRestorePoint"] = new JsonObject { ["id"] = source };
        if (withInstanceView)
            properties["instanceView"] = View(point, at);
        return new JsonObject { ["name"] = point.Name, ["id"] = id ?? point.Id, ["properties"] = properties };
    }

    // Recorded: Linux freezes its file systems, which is called otherwise.
    private static string Mode(RestorePoint point) =>
        point.Consistency == RestorePoint.Application && !point.Machine.IsWindows ? "FileSystemConsistent" : point.Consistency;

    private static string State(RestorePoint point, DateTimeOffset at) =>
        point.Operation?.IsInProgress(at) is true ? "Creating" : point.HasFailed || point.CopyFailedAt <= at ? "Failed" : "Succeeded";

    private static JsonObject Source(RestorePoint point, bool isDone)
    {
        // Of the machine as it was then.
        var machine = MachineDocument.Properties(point.Machine, point.MachineAt);
        var metadata = new JsonObject();
        foreach (var name in new[] { "hardwareProfile", "osProfile", "diagnosticsProfile", "licenseType", "vmId", "securityProfile" })
            if (machine[name] is { } part)
                metadata[name] = part.DeepClone();
        var storage = new JsonObject();
        if (point.Disks.FirstOrDefault(one => one.Disk.Lun is null) is { } system)
            storage["osDisk"] = Disk(system, isDone);
        storage["dataDisks"] = new JsonArray([.. point.Disks.Where(one => one.Disk.Lun is not null).Select(one => Disk(one, isDone))]);
        if (point.Machine.Platform.DiskController is not "SCSI")
            storage["diskControllerType"] = point.Machine.Platform.DiskController;
        metadata["storageProfile"] = storage;
        metadata["hyperVGeneration"] = point.Machine.Platform.HyperVGeneration;
        metadata["location"] = point.Machine.Region;
        return metadata;
    }

    private static JsonObject Disk(PointDisk one, bool isDone)
    {
        var disk = new JsonObject { ["name"] = one.Disk.Name, ["caching"] = one.Disk.Caching, ["diskSizeGB"] = one.Disk.SizeGiB };
        if (one.Disk.Lun is { } lun)
            disk["lun"] = lun;
        if (one.Disk.OsType is { } osType)
            disk["osType"] = osType;
        var managed = new JsonObject { ["id"] = one.Disk.Id };
        var encryption = new JsonObject { ["type"] = "EncryptionAtRestWithPlatformKey" };
        if (one.Disk.Machine.DiskEncryptionSet is { } set)
        {
            managed["diskEncryptionSet"] = new JsonObject { ["id"] = set };
            encryption = new JsonObject { ["type"] = "EncryptionAtRestWithCustomerKey",
            ["diskEncryptionSet"] = new JsonObject { ["id"] = set } };
        }
        disk["managedDisk"] = managed;
        if (!isDone)
            return disk;
        var restorePoint = new JsonObject { ["id"] = one.RestorePointId, ["encryption"] = encryption };
        if (one.CopyOfId is { } copied)
            restorePoint["sourceDiskRestorePoint"] = new JsonObject { ["id"] = copied };
        disk["diskRestorePoint"] = restorePoint;
        return disk;
    }

    private static JsonObject View(RestorePoint point, DateTimeOffset at)
    {
        var (code, level) = point.CopyFailedAt <= at || (point.HasFailed && !point.Operation!.IsInProgress(at))
            ? ("failed", "Error")
            : point.IsPending(at)
            ? ("inProgress", "Info")
            : ("succeeded", "Info");
        return new JsonObject
        {
            ["diskRestorePoints"] = new JsonArray([.. point.Disks.Select(one => new JsonObject
            {
                ["id"] = one.RestorePointId,
                ["replicationStatus"] = new JsonObject
                {
                    ["status"] = new JsonObject { ["code"] = $"ReplicationState/{code}", ["level"] = level, ["displayStatus"] = code },
                    // An integer: official clients of several languages fail on anything else.
                    ["completionPercent"] = (int)point.CompletionPercent(at),
                },
            })]),
        };
    }
}
