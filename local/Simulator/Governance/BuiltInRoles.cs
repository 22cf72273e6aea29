namespace OpsFunctions.Simulator.Governance;

/// <summary>A role definition with its id.</summary>
/// <param name="Id">GUID, the name of the definition.</param>
/// <param name="Role">What it allows.</param>
internal sealed record DefinedRole(string Id, RoleDefinition Role)
{
    public DateTimeOffset CreatedOn { get; init; }

    public DateTimeOffset UpdatedOn { get; init; }

    /// <summary>Object id of who made it; null: Azure.</summary>
    public string? CreatedBy { get; init; }

    public string? UpdatedBy { get; init; }
}

/// <summary>Some of Azure's own roles, as published; ids are the same in every tenant.</summary>
internal static class BuiltInRoles
{
    public const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    public const string UserAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
    public const string AccessControlAdministrator = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";

    internal static readonly DateTimeOffset Created = new(2015, 2, 2, 21, 55, 9, TimeSpan.Zero);
    internal static readonly DateTimeOffset Updated = new(2021, 11, 11, 20, 13, 7, TimeSpan.Zero);

    private static readonly string[] ReadAndSupport =
        ["Microsoft.Authorization/*/read", "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Resources/deployments/*",
            "Microsoft.Support/*"];

    public static IReadOnlyList<DefinedRole> All { get; } =
    [
        Of("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "Lets you view everything, but not make any changes.", ["*/read"]),
        Of("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor",
            "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.",
            ["*"],
            [
                "Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action",
                "Microsoft.Blueprint/blueprintAssignments/write", "Microsoft.Blueprint/blueprintAssignments/delete",
                    "Microsoft.Compute/galleries/share/action",
                "Microsoft.Purview/consents/write", "Microsoft.Purview/consents/delete",
                    "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
                "Microsoft.Subscription/cancel/action", "Microsoft.Subscription/enable/action",
            ]),
        Of(Owner, "Owner", "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.", ["*"]),
        Of(UserAccessAdministrator, "User Access Administrator", "Lets you manage user access to Azure resources.",
            ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"]),
        Of(AccessControlAdministrator, "Role Based Access Control Administrator",
            "Manage access to Azure resources by assigning roles using Azure RBAC. This role does not allow you to manage access using other ways, such as Azure Policy.",
            ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "*/read",
                "Microsoft.Support/*"]),
        Of("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Virtual Machine Contributor",
            "Lets you manage virtual machines, but not access to them, and not the virtual network or storage account they're connected to.",
            [
                "Microsoft.Authorization/*/read", "Microsoft.Compute/availabilitySets/*", "Microsoft.Compute/locations/*",
                    "Microsoft.Compute/virtualMachines/*",
                "Microsoft.Compute/virtualMachineScaleSets/*", "Microsoft.Compute/cloudServices/*", "Microsoft.Compute/disks/write",
                    "Microsoft.Compute/disks/read",
                "Microsoft.Compute/disks/delete", "Microsoft.DevTestLab/schedules/*", "Microsoft.Insights/alertRules/*",
                "Microsoft.Network/applicationGateways/backendAddressPools/join/action",
                    "Microsoft.Network/loadBalancers/backendAddressPools/join/action",
                "Microsoft.Network/loadBalancers/inboundNatPools/join/action",
                    "Microsoft.Network/loadBalancers/inboundNatRules/join/action",
                "Microsoft.Network/loadBalancers/probes/join/action", "Microsoft.Network/loadBalancers/read",
                    "Microsoft.Network/locations/*",
                "Microsoft.Network/networkInterfaces/*", "Microsoft.Network/networkSecurityGroups/join/action",
                    "Microsoft.Network/networkSecurityGroups/read",
                "Microsoft.Network/publicIPAddresses/join/action", "Microsoft.Network/publicIPAddresses/read",
                    "Microsoft.Network/virtualNetworks/read",
                "Microsoft.Network/virtualNetworks/subnets/join/action", "Microsoft.RecoveryServices/locations/*",
                "Microsoft.RecoveryServices/Vaults/backupFabrics/backupProtectionIntent/write",
                    "Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/*/read",
                "Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/read",
                    "Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/write",
                "Microsoft.RecoveryServices/Vaults/backupPolicies/read", "Microsoft.RecoveryServices/Vaults/backupPolicies/write",
                    "Microsoft.RecoveryServices/Vaults/read",
                "Microsoft.RecoveryServices/Vaults/usages/read", "Microsoft.RecoveryServices/Vaults/write",
                    "Microsoft.ResourceHealth/availabilityStatuses/read",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                    "Microsoft.SerialConsole/serialPorts/connect/action",
                "Microsoft.SqlVirtualMachine/*", "Microsoft.Storage/storageAccounts/listKeys/action",
                    "Microsoft.Storage/storageAccounts/read", "Microsoft.Support/*",
            ]),
        Of("4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor", "Lets you manage networks, but not access to them.",
            [.. ReadAndSupport, "Microsoft.Insights/alertRules/*", "Microsoft.Network/*",
                "Microsoft.ResourceHealth/availabilityStatuses/read"]),
        Of("43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Monitoring Reader", "Can read all monitoring data.",
            ["*/read", "Microsoft.OperationalInsights/workspaces/search/action", "Microsoft.Support/*"]),
        Of("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor",
            "Lets you manage storage accounts, including accessing storage account keys which provide full access to storage account data.",
            [.. ReadAndSupport, "Microsoft.Insights/alertRules/*", "Microsoft.Insights/diagnosticSettings/*",
                "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Storage/storageAccounts/*"]),
        Of("ba92f5b4-2d11-453d-a403-e96b0029c9fe", Deployed("Storage Blob Data Contributor")),
        Of("974c5e8b-45b9-4653-ba55-5f855dd0fb88", Deployed("Storage Queue Data Contributor")),
        Of("c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", Roles.QueueMessageSender),
        Of("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", new RoleDefinition(
            "Storage Blob Data Reader", "Allows for read access to Azure Storage blob containers and data",
            ["Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
            [], ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"], [], ["/"]) { IsCustom = false }),
        Of("72fafb9e-0641-4937-9268-a91bfd8191a3", "Cost Management Reader",
            "Can view cost data and configuration (e.g. budgets, exports)",
            ["Microsoft.Consumption/*/read", "Microsoft.CostManagement/*/read", "Microsoft.Billing/billingPeriods/read",
                "Microsoft.Resources/subscriptions/read", "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*",
                "Microsoft.Advisor/configurations/read", "Microsoft.Advisor/recommendations/read",
                "Microsoft.Management/managementGroups/read", "Microsoft.Billing/billingProperty/read"]),
        Of("fb879df8-f326-4884-b1cf-06f3ad86be52", new RoleDefinition(
            "Virtual Machine User Login", "View Virtual Machines in the portal and login as a regular user.",
            ["Microsoft.Network/publicIPAddresses/read", "Microsoft.Network/virtualNetworks/read", "Microsoft.Network/loadBalancers/read",
                "Microsoft.Network/networkInterfaces/read", "Microsoft.Compute/virtualMachines/*/read",
                "Microsoft.HybridCompute/machines/*/read", "Microsoft.HybridConnectivity/endpoints/listCredentials/action"],
            [], ["Microsoft.Compute/virtualMachines/login/action", "Microsoft.HybridCompute/machines/login/action"], [], ["/"])
            { IsCustom = false }),
        Of("cdda3590-29a3-44f6-95f2-9f980659eb04", "AcrQuarantineReader", "acr quarantine data reader",
            ["Microsoft.ContainerRegistry/registries/quarantineRead/read"]),
        Of("ac63b705-f282-497d-ac71-919bf39d939d", "Management Group Reader", "Management Group Reader Role",
            ["Microsoft.Management/managementGroups/read"]),
    ];

    private static RoleDefinition Deployed(string name) => Roles.Deployed.Single(role => role.Name == name);

    private static DefinedRole Of(string id, RoleDefinition role) => new(id, role) { CreatedOn = Created, UpdatedOn = Updated };

    private static DefinedRole Of(
        string id, string name, string description, IReadOnlyList<string> actions, params IReadOnlyList<string> notActions) =>
        Of(id, new RoleDefinition(name, description, actions, notActions, [], [], ["/"]) { IsCustom = false });
}
