using System.Globalization;
using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>A snapshot as Azure shows it, whoever took it.</summary>
/// <param name="DiskUniqueId">Unique id of the disk it was taken of, or that its original was taken of.</param>
/// <param name="MachineKey">What its tag says of the machine; empty: nothing.</param>
/// <param name="Own">What the suite makes of it; null: it is somebody else's.</param>
internal sealed record SnapshotRow(
    string Id, string Subscription, string DiskUniqueId, string MachineKey, DateTimeOffset CreatedAt, bool IsCopy, PointState State,
    SeenPoint? Own)
{
    /// <summary>Id of the snapshot that it is being copied from; null: it is no copy, or its copy is over.</summary>
    public string? CopyingFrom { get; init; }

    /// <exception cref="FormatException">It lacks what no snapshot lacks.</exception>
    public static SnapshotRow Read(JsonElement snapshot)
    {
        var id = snapshot.Get("id").Text() ?? throw new FormatException("a snapshot without an id");
        var properties = snapshot.Get("properties");
        var creation = properties.Get("creationData");
        var created = Moment(properties.Get("timeCreated").Text()) ?? throw new FormatException($"{id} without a moment");
        var isCopy = string.Equals(creation.Get("createOption").Text(), "CopyStart", StringComparison.OrdinalIgnoreCase);
        var tags = ResourceTags.Read(snapshot.Get("tags"));
        var percent = properties.Get("completionPercent") is { ValueKind: JsonValueKind.Number } number
            ? number.GetDouble()
            : properties.Get("provisioningState").Text() is "Succeeded"
            ? 100
            : 0;
        var problem = properties.Get("copyCompletionError").Get("errorMessage").Text()
            ?? (properties.Get("copyCompletionError").ValueKind == JsonValueKind.Object ? "its copy failed" : null);
        var state = StateOf(properties.Get("provisioningState").Text(), percent, problem is not null);
        var source = creation.Get("sourceUniqueId").Text() ?? "";
        var row = new SnapshotRow(
            id, ArmId.SubscriptionOf(id)?.ToLowerInvariant() ?? "",
            isCopy ? tags.GetValueOrDefault(PointNames.SourceTag, "") : source, tags.GetValueOrDefault(PointNames.MachineTag, ""), created,
            isCopy, state, null);
        var own = Owned(row, snapshot, creation, tags, source);
        return row with
        {
            CopyingFrom = isCopy && state == PointState.Pending ? creation.Get("sourceResourceId").Text() : null,
            Own = own is null
                ? null
                : own with
                {
                    Percent = percent, SizeGiB = properties.Get("diskSizeGB").Whole() ?? 0, Problem = problem,
                    IsRetired = IsTrue(tags, PointNames.RetiredTag)
                },
        };
    }

    // Ours is what says so, and bears the very name that its tags lead to. Of an original Azure says itself which disk it is of.
    private static SeenPoint? Owned(
        SnapshotRow row, JsonElement snapshot, JsonElement creation, Dictionary<string, string> tags, string source)
    {
        if (tags.GetValueOrDefault(PointNames.CreatedByTag) != PointNames.Creator
            || tags.GetValueOrDefault(PointNames.PolicyTag) is not { Length: > 0 } policy
            || tags.GetValueOrDefault(PointNames.SlotTag) is not { Length: > 0 } slot
            || row.DiskUniqueId.Length == 0 || (!row.IsCopy && tags.GetValueOrDefault(PointNames.SourceTag) != source)
            || Slot.StartOf(slot) is null)
            return null;
        var region = (snapshot.Get("location").Text() ?? "").ToLowerInvariant();
        var name = PointNames.Snapshot(policy, slot, row.DiskUniqueId, row.IsCopy ? region : null);
        if (!string.Equals(ArmId.NameOf(row.Id), name, StringComparison.OrdinalIgnoreCase))
            return null;
        // A copy holds the moment of its original, not its own.
        if ((row.IsCopy ? Moment(tags.GetValueOrDefault(PointNames.TakenAtTag)) : row.CreatedAt) is not { } taken)
            return null;
        return new(row.Id, PointForm.Snapshot, row.DiskUniqueId, region, policy, slot, taken, row.State, row.IsCopy
            ? creation.Get("sourceResourceId").Text() ?? ""
            : null);
    }

    // Azure's state is that of the last operation: where the data is all there, what failed was a later one, such as setting a tag.
    internal static PointState StateOf(string? provisioning, double percent, bool hasFailed) =>
        hasFailed ? PointState.Failed
        : provisioning is ("Succeeded" or "Failed" or "Canceled") && percent >= 100 ? PointState.Complete
        : provisioning is "Failed" or "Canceled" ? PointState.Failed
        : PointState.Pending;

    internal static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : null;

    internal static bool IsTrue(Dictionary<string, string> tags, string name) =>
        string.Equals(tags.GetValueOrDefault(name)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
