using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator.Health;

/// <summary>Why a machine's availability changes, in Azure's words. Documented («Resource Health virtual machine Health
/// Annotations»).</summary>
internal sealed record HealthAnnotation(string Name, string Reason, string Summary, string Context, string Category)
{
    public const string Customer = "Customer Initiated";
    public const string Platform = "Platform Initiated";
    public const string Vm = "VM Initiated";
    public const string NotApplicable = "Not Applicable";

    /// <summary>Of a command; null: it has none.</summary>
    /// <param name="operation">As in the REST specification, or what a guest did by itself.</param>
    public static HealthAnnotation? Of(string operation) => operation switch
    {
        "VirtualMachines_Deallocate" or "VirtualMachines_Delete" => By(
            "VirtualMachineDeallocationInitiated", "Stopping and deallocating",
            "This virtual machine is stopping and deallocating as requested by an authorized user or process."),
        "VirtualMachines_PowerOff" => By(
            "VirtualMachineStopInitiatedByControlPlane", "Stopping by user or process",
            "This virtual machine is stopping as requested by an authorized user or process."),
        "VirtualMachines_Start" => By(
            "VirtualMachineStartInitiatedByControlPlane", "Starting by user or process",
            "This virtual machine is starting as requested by an authorized user or process."),
        "VirtualMachines_Restart" => By(
            "VirtualMachineRebootInitiatedByControlPlane", "Rebooting by user",
            "This virtual machine is rebooting as requested by an authorized user or process from within the virtual machine."),
        "VirtualMachines_Redeploy" => By(
            "VirtualMachineRedeployInitiatedByControlPlane", "Redeploying to another host",
            "This virtual machine is being migrated to a different host server as requested by an authorized user or process."),
        "VirtualMachines_Update" or "VirtualMachines_CreateOrUpdate" => By(
            "VirtualMachineSizeChanged", "Resizing",
            "This virtual machine is being resized as requested by an authorized user or process."),
        "VirtualMachines_SimulateEviction" => new(
            "VirtualMachinePreempted", "Spot eviction", "This virtual machine was preempted.", Platform, "Unplanned"),
        SimulatedOutages.Shutdown => By(
            "VirtualMachineStoppedInternally", "Stopped by user or process inside",
            "This virtual machine is stopping as requested by an authorized user or process, or by guest activity from within it."),
        SimulatedOutages.Crash => new(
            "VirtualMachineCrashed", "Guest OS crash", "The guest operating system of this virtual machine crashed.", Vm, NotApplicable),
        _ => null,
    };

    /// <summary>Of an outage that changes what health says; null: nobody on the host sees it.</summary>
    public static HealthAnnotation? Of(Outage outage) => outage switch
    {
        // Assumed: Azure has no annotation of a guest that hangs; that of a crash is the nearest.
        { Kind: OutageKind.Hung } => new(
            "VirtualMachineCrashed", "Guest OS does not respond", "The guest operating system of this virtual machine does not respond.",
            Vm, NotApplicable),
        { Kind: OutageKind.Platform, Options.IsPlanned: true } => new(
            "VirtualMachineRebootInitiatedForPlannedMaintenance", "Planned maintenance",
            "This virtual machine is undergoing a reboot as part of routine maintenance.", Platform, "Planned"),
        { Kind: OutageKind.Platform, Options.Health: "Degraded" } => new(
            "VirtualMachinePossiblyDegradedDueToHardwareFailure", "Degraded hardware",
            "This virtual machine runs on a host server with a degraded component that is predicted to fail.", Platform, "Unplanned"),
        { Kind: OutageKind.Platform } => new(
            "VirtualMachineHostRebootedForRepair", "Host server repair",
            "This virtual machine is undergoing a reboot since its host server failed unexpectedly.", Platform, "Unplanned"),
        _ => null,
    };

    private static HealthAnnotation By(string name, string reason, string summary) => new(name, reason, summary, Customer, NotApplicable);
}
