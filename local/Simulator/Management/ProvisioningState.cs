using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Management;

/// <summary>Whether a machine is being changed, and whether the last change went wrong.</summary>
internal static class ProvisioningState
{
    public static string Of(Machine machine, DateTimeOffset at) => Last(machine, at) switch
    {
        null => "Succeeded",
        { } last when last.IsInProgress(at) => last.Name switch
        {
            "VirtualMachines_Create" => "Creating",
            "VirtualMachines_Delete" => "Deleting",
            _ => "Updating",
        },
        { Error: not null } => "Failed",
        _ => "Succeeded",
    };

    /// <summary>The last operation that began before that moment and that others had to wait for.</summary>
    public static LongOperation? Last(Machine machine, DateTimeOffset at) =>
        machine.Operations.LastOrDefault(one => (one.Blocks || (one.OnlyShows && one.IsInProgress(at))) && one.Start <= at);
}
