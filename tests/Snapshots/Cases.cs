using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Tests.Snapshots;

/// <summary>Machines, disks and points as tests want them.</summary>
internal static class Cases
{
    public const string Subscription = "11111111-1111-1111-1111-111111111111";

    public static readonly DateTimeOffset Now = new(2026, 6, 10, 14, 20, 0, TimeSpan.Zero);

    public static readonly SnapshotPolicy Daily = new()
    {
        Name = "silver", Every = SlotLength.Daily, KeepDaily = 7, MinGood = 2, MaxAgeOfNewest = TimeSpan.FromHours(27)
    };

    public static string Id(string name) =>
        $"/subscriptions/{Subscription}/resourceGroups/rg-shop/providers/Microsoft.Compute/virtualMachines/{name}";

    public static ProtectedDisk Disk(string role, string sku = "Premium_LRS", string caching = "None") =>
        new($"/subscriptions/{Subscription}/resourceGroups/rg-shop/providers/Microsoft.Compute/disks/d-{role}", $"unique-{role}", role, sku, 128, caching, null);

    public static ProtectedMachine Machine(params ProtectedDisk[] disks) => new()
    {
        Id = Id("vm-1"), Name = "vm-1", Subscription = Subscription, Region = "westeurope", Size = "Standard_D4s_v5", VmId = "vm-unique",
        IsRunning = true,
        Choice = new("silver", "tag", null), Disks = disks.Length == 0 ? [Disk("os")] : disks,
    };

    /// <summary>A snapshot of a disk, of a day that many before now.</summary>
    public static SeenPoint Point(
        int daysAgo, PointState state = PointState.Complete, string source = "unique-os", string policy = "silver")
    {
        var at = Now.AddDays(-daysAgo);
        var slot = Slots.At(SlotLength.Daily, 0, at).Id;
        return new(PointNames.SnapshotId(
            Id("vm-1"), policy, slot, source, null), PointForm.Snapshot, source, "westeurope", policy, slot, at, state,
            null) { SizeGiB = 128 };
    }

    /// <summary>A copy of that point.</summary>
    public static SeenPoint CopyOf(SeenPoint point, string region, PointState state = PointState.Complete) => point with
    {
        Id = PointNames.SnapshotId(Id("vm-1"), point.Policy, point.Slot, point.Source, region), Region = region, State = state,
        CopyOf = point.Id,
    };

    public static ConsistencyDecision OneByOne { get; } = new(PointForm.Snapshot, Consistency.None, Consistency.Crash, "one disk");
}
