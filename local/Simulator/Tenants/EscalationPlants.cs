namespace OpsFunctions.Simulator.Tenants;

/// <summary>
/// Ways to more than one has, each in a subscription where nothing else is planted, and begun by somebody with no other right. What
/// follows: an identity or application that is Owner at the end of a way is a service-principal-owner; a group that is User Access
/// Administrator is standing-privileged; an application whose service principal is Owner is one whose owner reaches more (app-owner-reach).
/// Global Administrators reach every application and group: of them no way is told.
/// </summary>
internal static class EscalationPlants
{
    private const string Check = "escalation";

    public static void Plant(TenantDraft draft)
    {
        RunCommand(draft);
        GroupOwner(draft);
        ApplicationOwner(draft);
        GraphPermission(draft);
        AssignIdentity(draft);
        GrantByCondition(draft);
    }

    // Who runs commands on a machine acts as the machine.
    private static void RunCommand(TenantDraft draft)
    {
        var machines = draft.Azure.Fleet.Machines.Where(static one => one.DeletedAt is null).ToList();
        if (machines.Count == 0)
            return;
        var machine = draft.Dice.OneOf(machines);
        var scope = TenantPlants.Scope(machine.SubscriptionId);
        var group = machine.Id[..machine.Id.IndexOf("/providers/", StringComparison.Ordinal)];
        var identity = draft.Azure.Identities.Give(machine);
        draft.Assign(identity, "ServicePrincipal", TenantRoles.Owner, scope);
        draft.Planted("service-principal-owner", identity, scope);
        var role = draft.Azure.Access.Define(new RoleDefinition(
            "Command Runner", "Runs commands on machines.",
            ["Microsoft.Compute/virtualMachines/read", "Microsoft.Compute/virtualMachines/runCommand/action"], [], [], [], [scope]));
        var first = draft.NewIdentity("id-runner");
        draft.Assign(first, "ServicePrincipal", role, group);
        Planted(draft, "run-command", first, scope, first, machine.Id, identity, scope);
    }

    private static void GroupOwner(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var (first, group, scope) = (draft.Person(), draft.NewGroup("grp-access"), TenantPlants.Scope(subscription));
        draft.Azure.Directory.AddOwner(group, first);
        draft.Assign(group, "Group", TenantRoles.UserAccessAdministrator, scope);
        draft.Planted("standing-privileged", group, scope);
        Planted(draft, "group-owner", first, scope, first, group, scope);
    }

    private static void ApplicationOwner(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var (first, scope) = (draft.Person(), TenantPlants.Scope(subscription));
        var (application, principal) = draft.NewApplication("app-pipeline", draft.GoodSecret());
        draft.Azure.Directory.AddOwner(application, first);
        draft.Assign(principal, "ServicePrincipal", TenantRoles.Owner, scope);
        draft.Planted("service-principal-owner", principal, scope);
        draft.Planted("app-owner-reach", application, "");
        Planted(draft, "application-owner", first, scope, first, application, principal, scope);
    }

    // It makes itself a Global Administrator, who elevates.
    private static void GraphPermission(TenantDraft draft)
    {
        var first = draft.NewIdentity("id-directory-writer");
        draft.Azure.Directory.GrantPermission(first, "RoleManagement.ReadWrite.Directory");
        Planted(draft, "graph-permission", first, "/", first, "/");
    }

    private static void AssignIdentity(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var scope = TenantPlants.Scope(subscription);
        var group = TenantPlants.GroupOf(draft, subscription, "rg-identities");
        var identity = draft.Azure.Identities.Add(
            $"{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-platform", "westeurope");
        draft.Assign(identity.PrincipalId, "ServicePrincipal", TenantRoles.Owner, scope);
        draft.Planted("service-principal-owner", identity.PrincipalId, scope);
        var role = draft.Azure.Access.Define(new RoleDefinition(
            "Machine Builder", "Makes machines with identities.",
            ["Microsoft.Compute/virtualMachines/write", "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"], [], [], [],
            [scope]));
        var first = draft.NewIdentity("id-builder");
        draft.Assign(first, "ServicePrincipal", role, group);
        Planted(draft, "assign-identity", first, scope, first, identity.Id, identity.PrincipalId, scope);
    }

    // It may grant one role, and that is Owner; written as some of Azure's own roles do, without hyphens.
    private static void GrantByCondition(TenantDraft draft)
    {
        if (!draft.SpareSubscriptions.TryDequeue(out var subscription))
            return;
        var scope = TenantPlants.Scope(subscription);
        var owner = draft.Dice.Chance(0.5) ? TenantRoles.Owner : TenantRoles.Owner.Replace("-", "", StringComparison.Ordinal);
        var role = draft.Azure.Access.Define(new RoleDefinition(
            "Grantor", "May grant one role.",
            ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/read"], [], [], [], [scope])
        {
            Condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR "
                + $"(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{owner}}}))",
            ConditionVersion = "2.0",
        });
        var first = draft.NewIdentity("id-grantor");
        draft.Assign(first, "ServicePrincipal", role, scope);
        // By its effect it is owner-like, whatever its name.
        draft.Planted("custom-owner", role, "");
        Planted(draft, "grant-by-condition", first, scope, first, scope);
    }

    private static void Planted(TenantDraft draft, string how, string first, string scope, params IReadOnlyList<string> path) =>
        draft.Planted(new PlantedViolation(Check, first, scope, path) { How = how });
}
