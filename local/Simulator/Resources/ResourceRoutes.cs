using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Resources;

/// <summary>What can be asked about resource groups, and about resources that have no endpoint of their own.</summary>
internal static class ResourceRoutes
{
    private const string Subscription = "/subscriptions/{subscription}";
    private const string Group = Subscription + "/resourceGroups/{group}";
    private const string OnGroup = "Microsoft.Resources/subscriptions/resourceGroups";

    public static Route[] Of(SimulatedAzure azure) =>
    [
        .. Groups(azure),
        .. NetworkTypes.All.SelectMany(type => Of(azure, type)),
        .. Effective(azure),
        .. Of(azure, WebApps.Plan),
        .. Of(azure, WebApps.Site),
        .. Sites(azure),
        .. Of(azure, MetricAlerts.Type),
        .. RuleTypes.All.SelectMany(type => Of(azure, type)),
        .. Alerts(azure),
    ];

    /// <summary>Operations of other providers than Microsoft.Compute.</summary>
    public static Route[] Operations(OperationEndpoint operations) =>
    [
        new("GET", Subscription + "/operationresults/{operation}", "Operations_GetJob",
            "Microsoft.Resources/subscriptions/operationresults/read", Quota.ArmRead, operations.Get)
        {
            Options = OperationAddress.Options,
        },
        new("GET", Subscription + "/providers/Microsoft.Network/locations/{location}/operations/{operation}", "NetworkOperations_Get",
            "Microsoft.Network/locations/operations/read", Quota.ArmRead, operations.Get) { Options = OperationAddress.Options },
        new("GET", Subscription + "/providers/Microsoft.Network/locations/{location}/operationResults/{operation}",
            "NetworkOperations_GetResult",
            "Microsoft.Network/locations/operationResults/read", Quota.ArmRead, operations.Get) { Options = OperationAddress.Options },
    ];

    /// <summary>All that can be done with one type and what hangs below it.</summary>
    public static IEnumerable<Route> Of(SimulatedAzure azure, ResourceType type)
    {
        var endpoint = new ResourceEndpoint(azure, type, parent: null);
        var list = $"{Group}/providers/{type.Name}";
        var one = list + "/{name}";
        yield return new("GET", $"{Subscription}/providers/{type.Name}", $"{type.Operations}_ListAll", type.Name + "/read", Quota.ArmRead,
            endpoint.ListAll) { Options = Pages.Option };
        yield return new("GET", list, $"{type.Operations}_List", type.Name + "/read", Quota.ArmRead,
            endpoint.List) { Options = Pages.Option };
        yield return new("PATCH", one, $"{type.Operations}_UpdateTags", type.Name + "/write", Quota.ArmWrite,
            endpoint.Patch) { Headers = Preconditions.Headers };
        foreach (var route in Single(type, endpoint, one))
            yield return route;
        foreach (var child in type.Children)
        {
            var below = new ResourceEndpoint(azure, child, type);
            var children = $"{one}/{child.Name[(child.Name.LastIndexOf('/') + 1)..]}";
            yield return new("GET", children, $"{child.Operations}_List", child.Name + "/read", Quota.ArmRead,
                below.List) { Options = Pages.Option };
            foreach (var route in Single(child, below, children + "/{child}"))
                yield return route;
        }
    }

    private static Route[] Single(ResourceType type, ResourceEndpoint endpoint, string pattern) =>
    [
        new("GET", pattern, $"{type.Operations}_Get", type.Name + "/read", Quota.ArmRead, endpoint.Get),
        new("PUT", pattern, $"{type.Operations}_CreateOrUpdate", type.Name + "/write", Quota.ArmWrite, endpoint.Put)
        {
            Headers = Preconditions.Headers, BeginsOperation = type.Write is not null,
        },
        new("DELETE", pattern, $"{type.Operations}_Delete", type.Name + "/delete", Quota.ArmWrite, endpoint.Delete)
        {
            Options = type.DeleteOptions, Headers = Preconditions.Headers, BeginsOperation = type.Delete is not null,
        },
    ];

    private static Route[] Groups(SimulatedAzure azure)
    {
        var (groups, lists) = (new ResourceGroupEndpoint(azure), new ResourceListEndpoint(azure));
        return
        [
            new("GET", Subscription + "/resourceGroups", "ResourceGroups_List", OnGroup + "/read", Quota.ArmRead,
                groups.List) { Options = ["$filter", "$top", .. Pages.Option] },
            new("GET", Group, "ResourceGroups_Get", OnGroup + "/read", Quota.ArmRead, groups.Get),
            new("PUT", Group, "ResourceGroups_CreateOrUpdate", OnGroup + "/write", Quota.ArmWrite, groups.Put),
            new("PATCH", Group, "ResourceGroups_Update", OnGroup + "/write", Quota.ArmWrite, groups.Patch),
            new("DELETE", Group, "ResourceGroups_Delete", OnGroup + "/delete", Quota.ArmWrite, groups.Delete)
            {
                BeginsOperation = true, Options = ["forceDeletionTypes"],
            },
            new("GET", Subscription + "/locations", "Subscriptions_ListLocations", "Microsoft.Resources/subscriptions/locations/read",
                Quota.ArmRead, lists.Locations)
            {
                Options = ["includeExtendedLocations=false"],
            },
            new("GET", Subscription + "/resources", "Resources_List", "Microsoft.Resources/subscriptions/resources/read", Quota.ArmRead,
                lists.ListAll) { Options = ResourceListEndpoint.Options },
            new("GET", Group + "/resources", "Resources_ListByResourceGroup", OnGroup + "/resources/read", Quota.ArmRead,
                lists.List) { Options = ResourceListEndpoint.Options },
        ];
    }

    private static IEnumerable<Route> Sites(SimulatedAzure azure)
    {
        foreach (
            var (action, act) in new (string, Func<SimulatedAzure, Exchange, Task>)[] { ("start", WebApps.Start), ("stop", WebApps.Stop),
            ("restart", WebApps.Restart) })
        {
            var name = char.ToUpperInvariant(action[0]) + action[1..];
            yield return new("POST", $"{Group}/providers/{WebApps.Site.Name}/{{name}}/{action}", $"WebApps_{name}",
                $"{WebApps.Site.Name}/{action}/action", Quota.ArmWrite, exchange => act(azure, exchange));
        }
    }

    private static Route[] Alerts(SimulatedAzure azure)
    {
        var alerts = new AlertEndpoint(azure);
        const string list = Route.AnyScope + "/providers/Microsoft.AlertsManagement/alerts";
        return
        [
            new("GET", list, "Alerts_GetAll", "Microsoft.AlertsManagement/alerts/read", Quota.ArmRead,
                alerts.List) { Options = AlertEndpoint.Options },
            new("GET", list + "/{alert}", "Alerts_GetById", "Microsoft.AlertsManagement/alerts/read", Quota.ArmRead, alerts.Get),
            new("POST", list + "/{alert}/changestate", "Alerts_ChangeState", "Microsoft.AlertsManagement/alerts/changestate/action",
                Quota.ArmWrite, alerts.ChangeState) { Options = ["newState"] },
            new("GET", Group + "/providers/Microsoft.Compute/virtualMachines/{vm}/providers/microsoft.insights/metricDefinitions",
                "MetricDefinitions_List",
                "Microsoft.Insights/metricDefinitions/read", Quota.ArmRead,
                    new MetricDefinitionEndpoint(azure).List) { Options = MetricDefinitionEndpoint.Options },
            new("POST", Subscription + "/providers/Microsoft.RecoveryServices/locations/{location}/backupStatus", "BackupStatus_Get",
                "Microsoft.RecoveryServices/locations/backupStatus/action", Quota.ArmWrite,
                    new BackupStatusEndpoint(azure).Get),
            new("GET", Subscription + "/providers/{provider}", "Providers_Get", "Microsoft.Resources/subscriptions/providers/read",
                Quota.ArmRead, new ProviderEndpoint(azure).Get),
        ];
    }

    private static Route[] Effective(SimulatedAzure azure)
    {
        var (effective, manager) = (new EffectiveEndpoint(azure), new ManagerEndpoint(azure));
        var network = $"{Group}/providers/{NetworkTypes.VirtualNetwork.Name}/{{name}}";
        var card = $"{Group}/providers/{NetworkTypes.Interface.Name}/{{name}}";
        return
        [
            new("POST", network + "/listNetworkManagerEffectiveConnectivityConfigurations",
                "ListNetworkManagerEffectiveConnectivityConfigurations",
                NetworkTypes.VirtualNetwork.Name + "/listNetworkManagerEffectiveConnectivityConfigurations/action", Quota.ArmWrite,
                manager.Connectivity) { Options = ["$top"], OnlyReads = true },
            new("POST", network + "/listNetworkManagerEffectiveSecurityAdminRules", "ListNetworkManagerEffectiveSecurityAdminRules",
                NetworkTypes.VirtualNetwork.Name + "/listNetworkManagerEffectiveSecurityAdminRules/action", Quota.ArmWrite,
                manager.AdminRules) { Options = ["$top"], OnlyReads = true },
            new("POST", card + "/effectiveRouteTable", "NetworkInterfaces_GetEffectiveRouteTable",
                NetworkTypes.Interface.Name + "/effectiveRouteTable/action", Quota.ArmWrite, effective.Routes)
            {
                BeginsOperation = true,
            },
            new("POST", card + "/effectiveNetworkSecurityGroups", "NetworkInterfaces_ListEffectiveNetworkSecurityGroups",
                NetworkTypes.Interface.Name + "/effectiveNetworkSecurityGroups/action", Quota.ArmWrite,
                    effective.Rules) { BeginsOperation = true },
        ];
    }
}
