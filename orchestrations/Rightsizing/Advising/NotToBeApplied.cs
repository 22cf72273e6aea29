using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Report;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>Why an advice must not be carried out unattended, each reason by itself.</summary>
public static class NotToBeApplied
{
    /// <param name="advice">What is advised; only a resize or a shutdown can be carried out.</param>
    /// <param name="cluster">What the cluster of the machine's availability set said; null where it was not asked.</param>
    /// <returns>The reasons; empty where it may be carried out.</returns>
    public static IReadOnlyList<string> Of(Machine machine, Advice advice, ClusterSizes? cluster) =>
        advice.Kind is AdviceKind.Resize or AdviceKind.Unused
        ?
        [
            .. new[]
            {
                Code(machine), EphemeralDisk(machine.Hardware), DedicatedHost(machine.Hardware), Reservation(machine.Hardware),
                ScaleSet(machine.Hardware),
                advice.Target is { } target ? AvailabilitySet(machine.Hardware, target, cluster) : null, Spot(machine),
                advice.Kind == AdviceKind.Unused ? Standby(machine) : null,
            }.OfType<string>(),
        ]
        : [];

    private static string? Code(Machine machine) =>
        IacPatch.IsManaged(machine) ? "made from code (ops:managed-by=iac): change its size there" : null;

    // It cannot be deallocated, and a resize makes the disk anew.
    private static string? EphemeralDisk(MachineHardware hardware) =>
        hardware.EphemeralOsDisk ? "its OS disk is ephemeral and would be lost" : null;

    private static string? DedicatedHost(MachineHardware hardware) =>
        hardware.DedicatedHost is { } host ? $"stands on dedicated host {ArmId.NameOf(host)}, which is paid for whatever runs on it" : null;

    private static string? Reservation(MachineHardware hardware) =>
        hardware.CapacityReservationGroup is { } group
            ? $"uses capacity reservation group {ArmId.NameOf(group)}, which is paid for whatever runs in it"
            : null;

    private static string? ScaleSet(MachineHardware hardware) =>
        hardware.ScaleSet is { } set ? $"member of scale set {ArmId.NameOf(set)}, which decides on its machines" : null;

    private static string? AvailabilitySet(MachineHardware hardware, string target, ClusterSizes? cluster)
    {
        if (hardware.AvailabilitySet is not { } set)
            return null;
        var member = $"member of availability set {ArmId.NameOf(set)}";
        if (cluster is null)
            return $"{member}: its cluster was not asked whether it has the size";
        if (cluster.Problem is { } problem)
            return $"{member}: whether its cluster has the size is not known: {problem}";
        return cluster.Sizes.Contains(target, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"{member}, whose cluster does not have {target}: all members would have to be deallocated";
    }

    // The others of its group may rely on its place.
    private static string? Standby(Machine machine) => machine.IsStopped && Companions.HasGroup(machine)
        ? "stopped, and of a group or an availability set: it may be kept as a standby, whose place would be given up"
        : null;

    private static string? Spot(Machine machine) => machine.IsSpot ? "a spot machine: once stopped it may not get a place again" : null;
}
