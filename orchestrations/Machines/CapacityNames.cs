using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines;

/// <summary>Names of what is made for a change, derived from the machine: a repeated step finds its own.</summary>
internal static class CapacityNames
{
    /// <summary>Begins the name of every group we make.</summary>
    public const string Prefix = "ops-resize-";

    public static string GroupOf(string machineId) =>
        $"{Parent(machineId)}/providers/Microsoft.Compute/capacityReservationGroups/{Ids.Short(Prefix, machineId)}";

    public static string ReservationOf(string machineId, string size) =>
        $"{GroupOf(machineId)}/capacityReservations/{size.ToLowerInvariant()}";

    // Of one change: what an earlier one left behind protects nothing now.
    public static string SnapshotOf(string machineId, string owner) =>
        $"{Parent(machineId)}/providers/Microsoft.Compute/snapshots/{Ids.Short(Prefix, $"{machineId} {owner}")}";

    // The id ends with /providers/Microsoft.Compute/virtualMachines/{name}.
    private static string Parent(string machineId) => ArmId.GroupOf(machineId)
        ?? throw new FormatException("a machine's id names its provider");
}
