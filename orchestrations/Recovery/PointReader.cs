using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>Asks the resource manager itself about points, which unlike the inventory does not lag.</summary>
public sealed class PointReader(AzureClients clients)
{
    internal const string SnapshotVersion = "2024-03-02";
    internal const string RestorePointVersion = "2024-07-01";

    internal static PointForm FormOf(string pointId) =>
        pointId.Contains("/restorePoints/", StringComparison.OrdinalIgnoreCase) ? PointForm.RestorePoint : PointForm.Snapshot;

    internal static string VersionOf(string id) =>
        id.Contains("/restorePointCollections/", StringComparison.OrdinalIgnoreCase) ? RestorePointVersion : SnapshotVersion;

    internal static Uri AddressOf(string pointId) => ArmAddress.Of(pointId, "", VersionOf(pointId));

    /// <summary>How a point stands; null: 404.</summary>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    public async Task<PointLook?> LookAsync(string pointId, CancellationToken ct)
    {
        var isSnapshot = FormOf(pointId) == PointForm.Snapshot;
        using var answer = await FindAsync(isSnapshot ? AddressOf(pointId) : new(AddressOf(pointId) + "&$expand=instanceView"), ct);
        if (answer is null)
            return null;
        if (!isSnapshot)
            return RestorePoint(answer.RootElement);
        var row = SnapshotRow.Read(answer.RootElement);
        return new(row.State, row.Own?.Percent ?? 0, row.Own?.Source, row.Own?.Problem)
        {
            IsRetired = row.Own?.IsRetired == true,
            IsBeingDeleted = IsBeingDeleted(answer.RootElement),
        };
    }

    /// <summary>A collection as it is now; null: 404, or it is not the suite's.</summary>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    internal async Task<PointCollection?> CollectionAsync(string collectionId, CancellationToken ct)
    {
        using var answer = await FindAsync(ArmAddress.Of(collectionId, "", RestorePointVersion), ct);
        return answer is null ? null : CollectionRow.Read(answer.RootElement)?.Collection;
    }

    /// <summary>The suite's restore points in a collection; none where it is gone.</summary>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    internal async Task<IReadOnlyList<SeenPoint>> InCollectionAsync(
        PointCollection collection, CancellationToken ct, IQueryPages? pages = null)
    {
        var address = new Uri(ArmAddress.Of(collection.Id, "", RestorePointVersion) + "&$expand=restorePoints");
        using var answer = await pages.OrAskAsync(address, () => FindAsync(address, ct), ct);
        return answer is null
            ? []
            : [.. answer.RootElement.Get("properties").Get("restorePoints").Items().Select(point => OfCollection(collection, point))
                .OfType<SeenPoint>()];
    }

    private static SeenPoint? OfCollection(PointCollection collection, JsonElement point)
    {
        var properties = point.Get("properties");
        if (point.Get("id").Text() is not { } id || PointNames.SlotOfRestorePoint(ArmId.NameOf(id)) is not { } slot)
            return null;
        var look = RestorePoint(point);
        // A copy tells the moment of what it was made of.
        var taken = SnapshotRow.Moment(properties.Get("timeCreated").Text()) ?? Slot.StartOf(slot);
        return new(id, PointForm.RestorePoint, collection.Source, collection.Region, collection.Policy, slot, taken!.Value, look.State,
            collection.IsCopy ? properties.Get("sourceRestorePoint").Get("id").Text() ?? "" : null)
        {
            Percent = look.Percent, Problem = look.Problem, SizeGiB = Size(properties.Get("sourceMetadata").Get("storageProfile")),
            IsRetired = collection.IsRetired,
        };
    }

    // The parent's name and tags say whose it is: a restore point has no tags.
    private static PointLook RestorePoint(JsonElement point)
    {
        var properties = point.Get("properties");
        var copied = properties.Get("instanceView").Get("diskRestorePoints").Items()
            .Select(disk => disk.Get("replicationStatus").Get("completionPercent"))
            .Where(number => number.ValueKind == JsonValueKind.Number).Select(number => number.GetDouble()).ToList();
        var problem = properties.Get("instanceView").Get("statuses").Items().Where(status => status.Get("level").Text() == "Error")
            .Select(status => status.Get("message").Text() ?? "it failed").FirstOrDefault();
        var provisioning = properties.Get("provisioningState").Text();
        var percent = copied.Count > 0 ? copied.Min() : provisioning is "Succeeded" ? 100 : 0;
        return new(SnapshotRow.StateOf(provisioning, percent, problem is not null), percent, Source: null, problem)
        {
            IsBeingDeleted = IsBeingDeleted(point),
        };
    }

    // Azure shows what is being deleted until that is over.
    private static bool IsBeingDeleted(JsonElement point) =>
        string.Equals(point.Get("properties").Get("provisioningState").Text(), "Deleting", StringComparison.OrdinalIgnoreCase);

    private static long Size(JsonElement storage) =>
        (storage.Get("osDisk").Get("diskSizeGB").Whole() ?? 0)
            + storage.Get("dataDisks").Items().Sum(disk => disk.Get("diskSizeGB").Whole() ?? 0);

    private Task<JsonDocument?> FindAsync(Uri address, CancellationToken ct) =>
        clients.ArmPipeline.FindAsync(RequestMethod.Get, address, null, ct);
}

/// <summary>A point at this moment.</summary>
/// <param name="Source">Whose it is, where it says so itself; null: it is no snapshot of the suite's, or a restore point.</param>
public sealed record PointLook(PointState State, double Percent, string? Source, string? Problem)
{
    /// <summary>It bears the tag <c>ops:retired</c>.</summary>
    public bool IsRetired { get; init; }

    /// <summary>Its deletion has begun and is not over.</summary>
    public bool IsBeingDeleted { get; init; }
}
