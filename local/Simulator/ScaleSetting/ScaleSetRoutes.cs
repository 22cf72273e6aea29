using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.ScaleSetting;

/// <summary>What can be asked about scale sets.</summary>
internal static class ScaleSetRoutes
{
    private const string Home = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets";
    private const string Set = Home + "/{set}";
    private const string One = Set + "/virtualMachines/{instance}";
    private const string Action = "Microsoft.Compute/virtualMachineScaleSets";
    private const string OneAction = Action + "/virtualMachines";

    public static Route[] Of(SimulatedAzure azure)
    {
        var sets = new ScaleSetEndpoint(azure);
        return
        [
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachineScaleSets",
                "VirtualMachineScaleSets_ListAll", Action + "/read", Quota.ArmRead, sets.ListAll) { Options = Pages.Option },
            new("GET", Home, "VirtualMachineScaleSets_List", Action + "/read", Quota.ArmRead, sets.List) { Options = Pages.Option },
            new("GET", Set, "VirtualMachineScaleSets_Get", Action + "/read", Quota.ArmRead, sets.Get),
            new("GET", Set + "/instanceView", "VirtualMachineScaleSets_GetInstanceView", Action + "/instanceView/read", Quota.ArmRead,
                sets.View),
            new("PUT", Set, "VirtualMachineScaleSets_CreateOrUpdate", Action + "/write", Quota.ArmWrite, sets.Put)
            {
                Headers = EtagConditions.Headers,
            },
            new("PATCH", Set, "VirtualMachineScaleSets_Update", Action + "/write", Quota.ArmWrite,
                sets.Patch) { Headers = EtagConditions.Headers },
            new("DELETE", Set, "VirtualMachineScaleSets_Delete", Action + "/delete", Quota.ArmWrite,
            sets.Delete) { Options = ["forceDeletion=true|false"] },
            new("POST", Set + "/delete", "VirtualMachineScaleSets_DeleteInstances", Action + "/delete/action", Quota.ArmWrite,
                sets.DeleteSome) { Options = ["forceDeletion=false"] },
            new("GET", Set + "/virtualMachines", "VirtualMachineScaleSetVMs_List", OneAction + "/read", Quota.ArmRead, sets.Machines),
            new("GET", One, "VirtualMachineScaleSetVMs_Get", OneAction + "/read", Quota.ArmRead, sets.Machine),
            new("GET", One + "/instanceView", "VirtualMachineScaleSetVMs_GetInstanceView", OneAction + "/instanceView/read", Quota.ArmRead,
                sets.MachineView),
            new("DELETE", One, "VirtualMachineScaleSetVMs_Delete", OneAction + "/delete", Quota.ArmWrite,
                sets.DeleteOne) { Options = ["forceDeletion=false"] },
            new("POST", One + "/start", "VirtualMachineScaleSetVMs_Start", OneAction + "/start/action", Quota.ArmWrite, sets.Start),
            new("POST", One + "/restart", "VirtualMachineScaleSetVMs_Restart", OneAction + "/restart/action", Quota.ArmWrite, sets.Restart),
            new("POST", One + "/poweroff", "VirtualMachineScaleSetVMs_PowerOff", OneAction + "/powerOff/action", Quota.ArmWrite,
                sets.PowerOff) { Options = ["skipShutdown=false"] },
            new("POST", One + "/deallocate", "VirtualMachineScaleSetVMs_Deallocate", OneAction + "/deallocate/action", Quota.ArmWrite,
                sets.Deallocate),
        ];
    }
}
