using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>What a snapshot needs to know of a disk, be it one of the fleet or one that a request made.</summary>
/// <param name="Seat">Its place among all disks, so that no two hold the same moment.</param>
internal sealed record DiskFacts(
    string Id, string UniqueId, string Kind, int SizeGiB, string? OsType, string? Generation, string Region, string SubscriptionId,
        string? EncryptionSet, bool IsEphemeral, long Seat)
{
    private const int MostDisks = 65;
    private const long FirstMadeSeat = 19_000L * MostDisks;
    private const long MadeSeats = 1000L * MostDisks;

    public DiskSecurity? Security { get; init; }

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    public static DiskFacts Of(MachineDisk disk) => new(
        disk.Id, disk.UniqueId, disk.Kind, disk.SizeGiB, disk.OsType, disk.OsType is null ? null : disk.Machine.Platform.HyperVGeneration,
            disk.Machine.Region,
        disk.Machine.SubscriptionId, disk.Machine.DiskEncryptionSet, disk.IsEphemeral,
            ((long)disk.Machine.Index * MostDisks) + (disk.Lun ?? -1) + 1) { Security = DiskSecurity.Of(disk) };

    public static DiskFacts Of(Kept<ManagedDisk> entry)
    {
        var disk = entry.Last;
        var seat = FirstMadeSeat + (entry.Nth % MadeSeats);
        return new(
            disk.Id, disk.UniqueId, disk.Sku, disk.SizeGiB, disk.OsType, disk.Generation, disk.Region, disk.SubscriptionId,
            disk.EncryptionSet, IsEphemeral: false, seat) { Security = disk.Security };
    }
}
