using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Changes;

/// <summary>Why a machine cannot be given a size by a plain resize, in Azure's words where they are known.</summary>
internal static class ResizeRules
{
    /// <param name="machine">Whose size.</param>
    /// <param name="name">The size that was asked for.</param>
    /// <param name="isHeld">It, or its availability set, runs, so only what its hardware has can be given.</param>
    public static Outcome? Refusal(Machine machine, string name, bool isHeld)
    {
        if (SizeCatalogue.Find(name) is not { } size)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"The value {name} provided for the VM size is not valid. Find out more on the valid VM sizes in each region at https://aka.ms/azure-regionservices.");
        if (!IsOffered(machine, size))
        {
            return Outcome.Refused(
                409, "SkuNotAvailable",
                $"The requested size for resource '{machine.Id}' is currently not available in location '{machine.Region}' zones '{machine.Zone}' for subscription '{machine.SubscriptionId}'. Please try another size or deploy to a different location or zones. See https://aka.ms/azureskunotavailable for details.");
        }
        if (Constraint(machine, size) is { } refusal)
            return refusal;
        if (isHeld && !AvailableSizes.Of(machine, isHeld).Contains(size))
        {
            var sizes = string.Join(",", AvailableSizes.Of(machine, isHeld).Select(one => one.Name));
            return NotAllowed(
                $"Unable to resize the VM '{machine.Name}' because the requested size {size.Name} is not available in the current hardware cluster. The available sizes in this cluster are: {sizes}. The requested size might be available in other clusters of this region. The VM must be deallocated first. Read more on VM resizing strategy at https://aka.ms/azure-resizevm.");
        }
        return null;
    }

    private static bool IsOffered(Machine machine, VmSize size) =>
        SizeCatalogue.OfferedIn(size, machine.Region) && !SizeCatalogue.RestrictedIn(size, machine.Region, machine.SubscriptionId)
        && (machine.Zone is null || SizeCatalogue.OpenZones(size, machine.Region).Contains(machine.Zone, StringComparer.Ordinal));

    private static Outcome? Constraint(Machine machine, VmSize size)
    {
        var (present, platform, family) = (machine.Size, machine.Platform, size.Family);
        var disks = platform.DataDiskTypes.Append(platform.OsDiskType).ToList();
        if (family.Architecture != present.Family.Architecture)
            return NotAllowed(
                $"The VM size '{size.Name}' of architecture '{family.Architecture}' cannot run the image of the VM '{machine.Name}', whose architecture is '{present.Family.Architecture}'.");
        if (size.TemporaryDiskGiB > 0 != present.TemporaryDiskGiB > 0 || size.NvmeDiskGiB > 0 != present.NvmeDiskGiB > 0)
            return NotAllowed(
                $"Unable to resize the VM '{machine.Name}' since changing from resource disk to non-resource disk VM size and vice-versa is not allowed. Please refer to https://aka.ms/AAah4sj for more details.");
        if (!(family.DiskControllers.Length == 0
            ? "SCSI"
            : family.DiskControllers).Contains(platform.DiskController, StringComparison.Ordinal))
            return PropertyChange("storageProfile.diskControllerType");
        if (!family.HyperVGenerations.Contains(platform.HyperVGeneration, StringComparison.Ordinal))
            return NotAllowed($"The selected VM size '{size.Name}' cannot boot Hypervisor Generation '{platform.HyperVGeneration[1..]}'.");
        if (size.DataDisks < machine.DataDisks)
            return NotAllowed(
                FormattableString.Invariant(
                    $"The maximum number of data disks allowed to be attached to a VM of this size is {size.DataDisks}."));
        if (size.NetworkInterfaces < platform.NetworkInterfaces)
            return NotAllowed(
                FormattableString.Invariant(
                    $"The number of network interfaces for virtual machine {machine.Name} exceeds the maximum allowed for the virtual machine size {size.Name}. The number of network interfaces is {platform.NetworkInterfaces} and the maximum allowed is {size.NetworkInterfaces}."));
        if (!family.PremiumDisks && disks.Exists(static disk => disk.StartsWith("Premium", StringComparison.Ordinal)))
            return NotAllowed(
                $"Requested operation cannot be performed because the VM size {size.Name} does not support the storage account type Premium_LRS of disks of VM '{machine.Name}'. Consider updating the VM to a size that supports Premium storage.");
        if (NeedsUltra(platform) && !TakesUltra(machine, size))
            return NotAllowed($"The VM size '{size.Name}' does not support 'UltraSSD_LRS' disks where VM '{machine.Name}' is.");
        if (platform.EncryptionAtHost && !family.EncryptionAtHost)
            return NotAllowed($"The VM size '{size.Name}' does not support encryption at host.");
        return platform.AcceleratedNetworking && !size.AcceleratedNetworking
            ? NotAllowed(
                $"The VM size '{size.Name}' is not permitted to enable accelerated networking, which network interfaces of VM '{machine.Name}' have.")
            : null;
    }

    public static Outcome PropertyChange(string property) =>
        Outcome.Refused(409, "PropertyChangeNotAllowed", $"Changing property '{property}' is not allowed.", new()
        {
            ["target"] = property
        });

    private static bool NeedsUltra(MachinePlatform platform) =>
        platform.UltraDisksEnabled || platform.DataDiskTypes.Contains("UltraSSD_LRS", StringComparer.Ordinal);

    private static bool TakesUltra(Machine machine, VmSize size) => machine.Zone is { } zone
        ? SizeCatalogue.UltraZones(size, machine.Region).Contains(zone, StringComparer.Ordinal)
        : SizeCatalogue.UltraDisksWithoutZone(size, machine.Region);

    private static Outcome NotAllowed(string message) => Outcome.Refused(409, "OperationNotAllowed", message);
}
