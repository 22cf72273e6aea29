using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// What can be asked about what requests make: disks, machines' ends, extensions, managed run commands, boot diagnostics.
/// </summary>
internal static class MakingRoutes
{
    private const string Subscription = "/subscriptions/{subscription}/providers/Microsoft.Compute";
    private const string Group = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute";
    private const string Disk = Group + "/disks/{disk}";
    private const string Machine = Group + "/virtualMachines/{vm}";
    private const string Extension = Machine + "/extensions/{extension}";
    private const string Command = Machine + "/runCommands/{command}";
    private const string MachineAction = "Microsoft.Compute/virtualMachines";

    public static Route[] Of(SimulatedAzure azure) => [.. Disks(new DiskEndpoint(azure)), .. Machines(azure)];

    private static Route[] Disks(DiskEndpoint disks) =>
    [
        new("GET", Subscription + "/disks", "Disks_List", "Microsoft.Compute/disks/read", Quota.ArmRead,
            disks.ListAll) { Options = Pages.Option },
        new("GET", Group + "/disks", "Disks_ListByResourceGroup", "Microsoft.Compute/disks/read", Quota.ArmRead,
            disks.List) { Options = Pages.Option },
        new("GET", Disk, "Disks_Get", "Microsoft.Compute/disks/read", Quota.ArmRead, disks.Get),
        new("PUT", Disk, "Disks_CreateOrUpdate", "Microsoft.Compute/disks/write", Quota.ArmWrite, disks.Put),
        new("PATCH", Disk, "Disks_Update", "Microsoft.Compute/disks/write", Quota.ArmWrite, disks.Patch),
        new("DELETE", Disk, "Disks_Delete", "Microsoft.Compute/disks/delete", Quota.ArmWrite, disks.Delete),
    ];

    private static Route[] Machines(SimulatedAzure azure)
    {
        var (extensions, commands) = (new ExtensionEndpoint(azure), new ManagedRunCommandEndpoint(azure));
        IReadOnlyList<string> expand = ["$expand=instanceView"];
        return
        [
            new("DELETE", Machine, "VirtualMachines_Delete", MachineAction + "/delete", Quota.ComputeDeallocate,
                new MachineRemoval(azure).Delete) { Options = ["forceDeletion=true|false"] },
            new("POST", Machine + "/retrieveBootDiagnosticsData", "VirtualMachines_RetrieveBootDiagnosticsData",
                MachineAction + "/retrieveBootDiagnosticsData/action",
                Quota.ComputeWrite, new BootDiagnosticsEndpoint(azure).Retrieve) { Options = ["sasUriExpirationTimeInMinutes"] },
            new("GET", Machine + "/extensions", "VirtualMachineExtensions_List", MachineAction + "/extensions/read", Quota.ComputeGet,
                extensions.List) { Options = expand },
            new("GET", Extension, "VirtualMachineExtensions_Get", MachineAction + "/extensions/read", Quota.ComputeGet,
                extensions.Get) { Options = expand },
            new("PUT", Extension, "VirtualMachineExtensions_CreateOrUpdate", MachineAction + "/extensions/write", Quota.ComputeWrite,
                extensions.Put),
            new("DELETE", Extension, "VirtualMachineExtensions_Delete", MachineAction + "/extensions/delete", Quota.ComputeWrite,
                extensions.Delete),
            new("GET", Machine + "/runCommands", "VirtualMachineRunCommands_ListByVirtualMachine", MachineAction + "/runCommands/read",
                Quota.ComputeGet, commands.List) { Options = expand },
            new("GET", Command, "VirtualMachineRunCommands_GetByVirtualMachine", MachineAction + "/runCommands/read", Quota.ComputeGet,
                commands.Get) { Options = expand },
            new("PUT", Command, "VirtualMachineRunCommands_CreateOrUpdate", MachineAction + "/runCommands/write", Quota.ComputeWrite,
                commands.Put),
            new("DELETE", Command, "VirtualMachineRunCommands_Delete", MachineAction + "/runCommands/delete", Quota.ComputeWrite,
                commands.Delete),
            new("GET", Subscription + "/locations/{location}/runCommands", "VirtualMachineRunCommands_List",
                "Microsoft.Compute/locations/runCommands/read", Quota.ComputeList, RunCommandCatalogue.List),
            new("GET", Subscription + "/locations/{location}/runCommands/{command}", "VirtualMachineRunCommands_Get",
                "Microsoft.Compute/locations/runCommands/read", Quota.ComputeList, RunCommandCatalogue.Get),
        ];
    }
}
