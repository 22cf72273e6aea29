using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator.Management;

/// <summary>Whether a machine is being changed, and whether the last change went wrong.</summary>
internal static class ProvisioningState
{
    public static string Of(Machine machine, DateTimeOffset at) => Last(machine, at) switch
    {
        { } last when last.IsInProgress(at) => last.Name switch
        {
            "VirtualMachines_Create" => "Creating",
            "VirtualMachines_Delete" => "Deleting",
            _ => "Updating",
        },
        { Error: not null } => "Failed",
        _ => Broken(machine, at) is null ? "Succeeded" : "Failed",
    };

    /// <summary>Azure's own idea of the machine is broken, whatever was done to it since; null: it is not.</summary>
    public static Outage? Broken(Machine machine, DateTimeOffset at) =>
        machine.OutageAt(at.UtcTicks, static one => one.Kind is OutageKind.ProvisioningFailed);

    /// <summary>The last operation that began before that moment and that others had to wait for.</summary>
    public static LongOperation? Last(Machine machine, DateTimeOffset at) =>
        machine.Operations.LastOrDefault(one => (one.Blocks || (one.OnlyShows && one.IsInProgress(at))) && one.Start <= at);
}
