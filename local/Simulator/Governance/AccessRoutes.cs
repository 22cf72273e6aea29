using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What can be asked of any scope: tags, locks, who may do what.</summary>
internal static class AccessRoutes
{
    private const string Machine = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}";
    private const string Authorization = Route.AnyScope + "/providers/Microsoft.Authorization/";
    private const string Tags = "/providers/Microsoft.Resources/tags/default";
    private const string OnTags = "Microsoft.Resources/tags";
    private const string OnLocks = "Microsoft.Authorization/locks";

    private static readonly string[] Filter = ["$filter", .. Pages.Option];

    public static Route[] Of(SimulatedAzure azure) => [.. TagRoutes(azure), .. LockRoutes(azure), .. RoleRoutes(azure)];

    private static Route[] TagRoutes(SimulatedAzure azure)
    {
        var (own, any) = (new TagEndpoint(azure), new ScopeTagEndpoint(azure));
        return
        [
            new("GET", Machine + Tags, "Tags_GetAtScope", OnTags + "/read", Quota.ArmRead, own.Get),
            new("PATCH", Machine + Tags, "Tags_UpdateAtScope", OnTags + "/write", Quota.ArmWrite, own.Update),
            new("PUT", Machine + Tags, "Tags_CreateOrUpdateAtScope", OnTags + "/write", Quota.ArmWrite, own.Replace),
            new("GET", Route.AnyScope + Tags, "Tags_GetAtScope", OnTags + "/read", Quota.ArmRead, any.Get),
            new("PATCH", Route.AnyScope + Tags, "Tags_UpdateAtScope", OnTags + "/write", Quota.ArmWrite, any.Update),
            new("PUT", Route.AnyScope + Tags, "Tags_CreateOrUpdateAtScope", OnTags + "/write", Quota.ArmWrite, any.Replace),
            new("DELETE", Route.AnyScope + Tags, "Tags_DeleteAtScope", OnTags + "/delete", Quota.ArmWrite, any.Delete),
        ];
    }

    private static Route[] LockRoutes(SimulatedAzure azure)
    {
        var locks = new LockEndpoint(azure);
        const string one = Authorization + "locks/{lock}";
        return
        [
            new("GET", Authorization + "locks", "ManagementLocks_ListByScope", OnLocks + "/read", Quota.ArmRead,
                locks.List) { Options = Filter },
            new("GET", one, "ManagementLocks_GetByScope", OnLocks + "/read", Quota.ArmRead, locks.Get),
            new("PUT", one, "ManagementLocks_CreateOrUpdateByScope", OnLocks + "/write", Quota.ArmWrite, locks.Put),
            new("DELETE", one, "ManagementLocks_DeleteByScope", OnLocks + "/delete", Quota.ArmWrite, locks.Delete),
        ];
    }

    private static Route[] RoleRoutes(SimulatedAzure azure)
    {
        var (assignments, definitions, denials, schedules) =
            (new RoleAssignmentEndpoint(azure), new RoleDefinitionEndpoint(azure), new DenyAssignmentEndpoint(azure),
                new ScheduleEndpoint(azure));
        return
        [
            List("roleAssignments", "RoleAssignments_ListForScope", assignments.List),
            .. Single("roleAssignments", "assignment", "RoleAssignments", assignments.Get, assignments.Put, assignments.Delete),
            List("roleDefinitions", "RoleDefinitions_List", definitions.List),
            .. Single("roleDefinitions", "definition", "RoleDefinitions", definitions.Get, definitions.Put, definitions.Delete),
            List("denyAssignments", "DenyAssignments_ListForScope", denials.List),
            new("GET", Authorization + "denyAssignments/{denial}", "DenyAssignments_Get", "Microsoft.Authorization/denyAssignments/read",
                Quota.ArmRead, denials.Get),
            List("permissions", "Permissions_ListForScope", new PermissionsEndpoint(azure).List),
            new("POST", "/providers/Microsoft.Management/getEntities", EntityEndpoint.Name, "Microsoft.Management/getEntities/action",
                Quota.ArmRead, new EntityEndpoint(azure).List) { Options = Pages.Option, OnlyReads = true },
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationAssignments",
                "RegistrationAssignments_List", "Microsoft.ManagedServices/registrationAssignments/read", Quota.ArmRead,
                new RegistrationEndpoint(azure).List) { Options = ["$expandRegistrationDefinition=true|false", .. Pages.Option] },
            List("roleAssignmentScheduleRequests", "RoleAssignmentScheduleRequests_ListForScope", schedules.Requests),
            List("roleAssignmentScheduleInstances", "RoleAssignmentScheduleInstances_ListForScope", schedules.Active),
            List("roleEligibilityScheduleInstances", "RoleEligibilityScheduleInstances_ListForScope", schedules.Eligible),
        ];
    }

    private static Route List(string type, string name, Func<Exchange, Task> answer) =>
        new("GET", Authorization + type, name, $"Microsoft.Authorization/{type}/read", Quota.ArmRead, answer) { Options = Filter };

    private static Route[] Single(
        string type, string key, string operations, Func<Exchange, Task> get, Func<Exchange, Task> put, Func<Exchange, Task> delete)
    {
        var pattern = $"{Authorization}{type}/{{{key}}}";
        return
        [
            new("GET", pattern, operations + "_Get", $"Microsoft.Authorization/{type}/read", Quota.ArmRead, get),
            new("PUT", pattern, operations + "_Create", $"Microsoft.Authorization/{type}/write", Quota.ArmWrite, put),
            new("DELETE", pattern, operations + "_Delete", $"Microsoft.Authorization/{type}/delete", Quota.ArmWrite, delete),
        ];
    }
}
