using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Events;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Graph;
using OpsFunctions.Simulator.Health;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Restoring;
using OpsFunctions.Simulator.Snapshotting;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Management;

/// <summary>Everything that Azure Resource Manager is asked here, each with the action that a role must allow.</summary>
internal sealed class ManagementRoutes
{
    private const string Machine = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}";

    private const string Set = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/availabilitySets/{set}";

    public ManagementRoutes(SimulatedAzure azure, MetricReader metrics, GraphEndpoint graph)
    {
        var scopes = new ScopeEndpoint(azure.Fleet, azure.TenantId);
        var machines = new MachineEndpoint(azure);
        var sets = new AvailabilitySetEndpoint(azure);
        var usages = new UsageEndpoint(azure);
        var skus = new SkuEndpoint(azure.Fleet);
        var resourceMetrics = new ResourceMetricsEndpoint(azure.Fleet, metrics);
        Table = new RouteTable(
        [
            new("GET", "/tenants", "Tenants_List", "Microsoft.Resources/tenants/read", Quota.ArmRead,
            scopes.Tenants) { Options = Pages.Option },
            new("GET", "/subscriptions", "Subscriptions_List", "Microsoft.Resources/subscriptions/read", Quota.ArmRead,
            scopes.Subscriptions) { Options = Pages.Option },
            new("GET", "/subscriptions/{subscription}", "Subscriptions_Get", "Microsoft.Resources/subscriptions/read", Quota.ArmRead,
                scopes.Subscription),
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines", "VirtualMachines_ListAll",
                "Microsoft.Compute/virtualMachines/read", Quota.ComputeList,
                machines.ListAll) { Options = ["statusOnly=true|false", .. Pages.Option] },
            new("GET", "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines", "VirtualMachines_List",
                "Microsoft.Compute/virtualMachines/read", Quota.ComputeList, machines.List) { Options = Pages.Option },
            new("GET", Machine, "VirtualMachines_Get", "Microsoft.Compute/virtualMachines/read", Quota.ComputeGet,
            machines.Get) { Options = ["$expand=instanceView"] },
            new("GET", Machine + "/instanceView", "VirtualMachines_InstanceView",
                "Microsoft.Compute/virtualMachines/instanceView/read", Quota.ComputeGet, machines.InstanceView),
            new("GET", Machine + "/vmSizes", "VirtualMachines_ListAvailableSizes",
                "Microsoft.Compute/virtualMachines/vmSizes/read", Quota.ComputeGet, machines.AvailableSizes),
            new("GET", Set, "AvailabilitySets_Get", "Microsoft.Compute/availabilitySets/read", Quota.ComputeGet, sets.Get),
            new("GET", Set + "/vmSizes", "AvailabilitySets_ListAvailableSizes",
                "Microsoft.Compute/availabilitySets/vmSizes/read", Quota.ComputeGet, sets.Sizes),
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/usages", "Usage_List",
                "Microsoft.Compute/locations/usages/read", Quota.ComputeList, usages.List),
            new("GET", Machine + "/providers/microsoft.insights/metrics", "Metrics_List",
                "Microsoft.Insights/metrics/read", Quota.MetricsList, resourceMetrics.List) { Options = ResourceMetricsEndpoint.Options },
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/skus", "ResourceSkus_List",
                "Microsoft.Compute/skus/read", Quota.ComputeList, skus.List) { Options = ["$filter", "includeExtendedLocations=false"] },
            new("POST", "/providers/Microsoft.ResourceGraph/resources", "Resources_Query",
                "Microsoft.ResourceGraph/resources/read", Quota.ResourceGraph, graph.Query),
            new("GET", Machine + "/providers/Microsoft.ResourceHealth/availabilityStatuses/current", "AvailabilityStatuses_GetByResource",
                "Microsoft.ResourceHealth/AvailabilityStatuses/current/read", Quota.ArmRead,
                new HealthEndpoint(azure).Current) { Options = HealthEndpoint.Options },
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.ResourceHealth/availabilityStatuses",
                "AvailabilityStatuses_ListBySubscriptionId", "Microsoft.ResourceHealth/AvailabilityStatuses/read", Quota.ArmRead,
                new HealthEndpoint(azure).List) { Options = Pages.Option },
            .. MachineCommands(azure),
            .. MakingRoutes.Of(azure),
            .. ScaleSetting.ScaleSetRoutes.Of(azure),
            .. ReservationRoutes.Of(azure),
            .. DiskRoutes.Of(azure),
            .. RestoreRoutes.Of(azure),
            .. EventRoutes.Of(azure),
            .. ResourceRoutes.Of(azure),
            .. AccessRoutes.Of(azure),
            .. PreflightRoutes.Of(azure),
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Insights/eventtypes/management/values", "ActivityLogs_List",
                "Microsoft.Insights/eventtypes/values/read", Quota.ArmRead, new ActivityEndpoint(azure)
                    .List) { Options = ["$filter", "$select", .. Pages.Option] },
            new("GET", "/providers/Microsoft.Insights/eventtypes/management/values", "TenantActivityLogs_List",
                "Microsoft.Insights/eventtypes/values/read", Quota.ArmRead, ActivityEndpoint.Tenant) { Options = ["$filter", "$select"] },
            .. Operations(new OperationEndpoint(azure.Operations, azure.Time)),
        ]);
    }

    public RouteTable Table { get; }

    private static Route[] MachineCommands(SimulatedAzure azure)
    {
        var power = new PowerEndpoint(azure);
        var update = new UpdateEndpoint(azure);
        return
        [
            new("POST", Machine + "/deallocate", "VirtualMachines_Deallocate", "Microsoft.Compute/virtualMachines/deallocate/action",
            Quota.ComputeDeallocate, power.Deallocate) { Options = ["hibernate=true|false", "forceDeallocate=false"] },
            new("POST", Machine + "/start", "VirtualMachines_Start", "Microsoft.Compute/virtualMachines/start/action", Quota.ComputeWrite,
            power.Start),
            new("POST", Machine + "/powerOff", "VirtualMachines_PowerOff", "Microsoft.Compute/virtualMachines/powerOff/action",
            Quota.ComputeWrite, power.PowerOff) { Options = ["skipShutdown=true|false"] },
            new("POST", Machine + "/restart", "VirtualMachines_Restart", "Microsoft.Compute/virtualMachines/restart/action",
            Quota.ComputeWrite, power.Restart),
            new("POST", Machine + "/redeploy", "VirtualMachines_Redeploy", "Microsoft.Compute/virtualMachines/redeploy/action",
            Quota.ComputeWrite, power.Redeploy),
            new("POST", Machine + "/reapply", "VirtualMachines_Reapply", "Microsoft.Compute/virtualMachines/reapply/action",
            Quota.ComputeWrite, power.Reapply),
            new("POST", Machine + "/simulateEviction", "VirtualMachines_SimulateEviction",
            "Microsoft.Compute/virtualMachines/simulateEviction/action", Quota.ComputeWrite, power.SimulateEviction),
            new("POST", Machine + "/runCommand", "VirtualMachines_RunCommand", "Microsoft.Compute/virtualMachines/runCommand/action",
            Quota.ComputeWrite, new RunCommandEndpoint(azure).Run),
            new("PATCH", Machine, "VirtualMachines_Update", "Microsoft.Compute/virtualMachines/write", Quota.ComputeWrite,
            update.Update) { Headers = EtagConditions.Headers },
            new("PUT", Machine, "VirtualMachines_CreateOrUpdate", "Microsoft.Compute/virtualMachines/write", Quota.ComputeWrite,
            update.Put) { Headers = EtagConditions.Headers },
        ];
    }

    private static Route[] Operations(OperationEndpoint operations) =>
    [
        new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}", "Operations_Get",
            "Microsoft.Compute/locations/operations/read", Quota.ComputeOperation, operations.Get) { Options = OperationAddress.Options },
        new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/DiskOperations/{operation}", "DiskOperations_Get",
            "Microsoft.Compute/locations/diskOperations/read", Quota.ComputeOperation,
            operations.Get) { Options = OperationAddress.Options },
        .. ResourceRoutes.Operations(operations),
    ];
}
