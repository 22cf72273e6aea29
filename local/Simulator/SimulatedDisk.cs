using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator;

/// <summary>A machine's managed disk as it is now.</summary>
/// <param name="Id">Resource id.</param>
/// <param name="Lun">Number of the data disk; null: the OS disk.</param>
/// <param name="UniqueId">Another disk of the same name has another.</param>
/// <param name="Kind">For example Premium_LRS or PremiumV2_LRS.</param>
/// <param name="IsEphemeral">It lives on the host: nothing can be made from it.</param>
/// <param name="EncryptionSet">Resource id of the disk encryption set with whose key it is encrypted; null: with the platform's.</param>
public sealed record SimulatedDisk(string Id, int? Lun, string UniqueId, string Kind, bool IsEphemeral, string? EncryptionSet)
{
    internal static SimulatedDisk Of(MachineDisk disk) =>
        new(disk.Id, disk.Lun, disk.UniqueId, disk.Kind, disk.IsEphemeral, disk.Machine.DiskEncryptionSet);
}
