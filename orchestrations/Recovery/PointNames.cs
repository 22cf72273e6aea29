using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>
/// Names derived from policy, slot and source, so that a run that is repeated finds its own, and only what bears the name that its own tags
/// lead to is the suite's: tags that somebody copied make nothing ours.
/// </summary>
internal static class PointNames
{
    public const string Creator = "opsfunctions-snapshots";
    public const string CreatedByTag = "ops:created-by";
    public const string PolicyTag = "ops:policy";
    public const string SlotTag = "ops:slot";
    public const string SourceTag = "ops:source";

    /// <summary>Resource group and name of the machine; its whole id may be longer than a tag.</summary>
    public const string MachineTag = "ops:machine";
    public const string DiskTag = "ops:disk";
    public const string SetTag = "ops:set";
    public const string ConsistencyTag = "ops:consistency";
    public const string TakenAtTag = "ops:taken-at";
    public const string CopyOfTag = "ops:copy-of";
    public const string RetiredTag = "ops:retired";

    private const string Provider = "/providers/Microsoft.Compute/";

    /// <param name="copyTo">Region of a copy; null: the original.</param>
    public static string Snapshot(string policy, string slot, string source, string? copyTo) =>
        $"ops-{policy}-{slot}-{Ids.Short("", source)}{Ending(copyTo)}";

    public static string SnapshotId(string machineId, string policy, string slot, string source, string? copyTo) =>
        $"{Group(machineId)}{Provider}snapshots/{Snapshot(policy, slot, source, copyTo)}";

    public static string Collection(string policy, string source, string? copyTo) =>
        $"ops-{policy}-{Ids.Short("", source)}{Ending(copyTo)}";

    public static string CollectionId(string machineId, string policy, string source, string? copyTo) =>
        $"{Group(machineId)}{Provider}restorePointCollections/{Collection(policy, source, copyTo)}";

    /// <param name="failed">How many of the slot failed before: Azure makes none anew under a name that is taken.</param>
    public static string RestorePointId(string collectionId, string slot, int failed = 0) =>
        FormattableString.Invariant(
            $"{collectionId}/restorePoints/ops-{slot}{(failed == 0 ? "" : FormattableString.Invariant($"r{failed}"))}");

    /// <summary>Slot of a restore point of ours; null: it is not ours.</summary>
    public static string? SlotOfRestorePoint(string name)
    {
        if (!name.StartsWith("ops-", StringComparison.Ordinal))
            return null;
        var parts = name["ops-".Length..].Split('r');
        return parts.Length <= 2 && Slot.StartOf(parts[0]) is not null && (parts.Length == 1 || parts[1].All(char.IsAsciiDigit))
            ? parts[0]
            : null;
    }

    /// <summary>What everything of the suite's is tagged with: that it is ours, of which policy, source and machine.</summary>
    public static Dictionary<string, string> Tags(string machineId, string policy, string source) => new(StringComparer.Ordinal)
    {
        [CreatedByTag] = Creator,
        [PolicyTag] = policy,
        [SourceTag] = source,
        [MachineTag] = MachineKey(machineId),
    };

    /// <summary>The same for all disks of a machine in a slot.</summary>
    public static string Set(string machineId, string policy, string slot) => Ids.Short("", $"{machineId} {policy} {slot}");

    /// <summary><c>{group}/{name}</c>, as the machine's tag has it.</summary>
    public static string MachineKey(string machineId) => ArmId.GroupNameOf(machineId) is { } group
        ? $"{group}/{ArmId.NameOf(machineId)}"
        : throw new FormatException($"'{Words.OneLine(machineId)}' is no id of a machine");

    /// <summary>The id that a tag leads to; null: it is none.</summary>
    public static string? MachineId(string subscription, string key)
    {
        var parts = key.Split('/');
        var id = parts.Length == 2 ? $"/subscriptions/{subscription}/resourceGroups/{parts[0]}{Provider}virtualMachines/{parts[1]}" : "";
        return ArmAddress.IsId(id) ? id : null;
    }

    /// <summary>The resource group's id.</summary>
    public static string Group(string resourceId) => ArmId.GroupOf(resourceId)
        ?? throw new FormatException($"'{Words.OneLine(resourceId)}' is no id of a resource in a group");

    private static string Ending(string? copyTo) => copyTo is null ? "" : "-" + copyTo;
}
