using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A managed disk of a machine; without a number it is the OS disk.</summary>
internal sealed record MachineDisk(Machine Machine, int? Lun)
{
    public string Name => MachineDocument.DiskName(Machine, Lun);

    public string Id => $"/subscriptions/{Machine.SubscriptionId}/resourceGroups/{Machine.ResourceGroup}/providers/Microsoft.Compute/disks/{Name}";

    public string UniqueId => Noise.Id(Machine.Seed ^ Noise.Of(Id), "disk").ToString();

    public string Kind => Lun is { } lun ? Machine.Platform.DataDiskTypes[lun] : Machine.Platform.OsDiskType;

    public int SizeGiB => Lun is { } lun ? 128 << Math.Min(lun, 3) : Machine.IsWindows ? 127 : 30;

    public string? OsType => Lun is not null ? null : Machine.IsWindows ? "Windows" : "Linux";

    /// <summary>It lives on the host, so nothing can be made from it.</summary>
    public bool IsEphemeral => Lun is null && Machine.HasEphemeralOsDisk;

    /// <summary>Null: there is no such disk.</summary>
    public static MachineDisk? Find(Fleet fleet, string id) =>
        fleet.Machines.Where(machine => id.StartsWith($"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/", StringComparison.OrdinalIgnoreCase))
            .SelectMany(machine => Enumerable.Range(-1, machine.DataDisks + 1).Select(lun => new MachineDisk(machine, lun < 0 ? null : lun)))
            .FirstOrDefault(disk => disk.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
