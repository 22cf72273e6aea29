namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>What an operation is good for, in the wrong hands.</summary>
internal enum PrimitiveKind
{
    /// <summary>Runs code as the identities that are attached to a resource, or reads their tokens.</summary>
    RunsAs,

    /// <summary>Attaches an identity to something that runs code.</summary>
    AssignsIdentity,

    /// <summary>Lets a token of elsewhere act as an identity.</summary>
    Federates,

    /// <summary>Rewrites what roles may do: its own, where that is a custom one.</summary>
    RewritesRole,
}

/// <summary>An operation that leads from one right to another.</summary>
/// <param name="Action">Operation of the resource manager, or on data.</param>
/// <param name="ResourceType">Types of resources that it is about, as they stand in ids, lower case, with slashes around; empty:
/// any.</param>
internal sealed record Primitive(PrimitiveKind Kind, string Action, string ResourceType = "", bool IsData = false)
{
    /// <summary>A second operation without which it is worth nothing; null: none.</summary>
    public string? With { get; init; }
}

/// <summary>
/// The operations that lead further, of ROADtools, BloodHound and Stormspotter, and of the list of Azure's own built-in roles. Followed is
/// what ends at an identity or a role. What ends at data (storage keys, vault policies, exported disks, cluster credentials) is shown with
/// the holder and not followed: whether the data holds a secret cannot be known.
/// </summary>
internal static class Primitives
{
    private const string Machines = "/microsoft.compute/virtualmachines/";
    private const string ScaleSets = "/microsoft.compute/virtualmachinescalesets/";
    private const string Sites = "/microsoft.web/sites/";
    private const string Automation = "/microsoft.automation/automationaccounts/";
    private const string Arc = "/microsoft.hybridcompute/machines/";
    private const string Clusters = "/microsoft.containerservice/managedclusters/";
    private const string Workflows = "/microsoft.logic/workflows/";
    private const string Registries = "/microsoft.containerregistry/registries/";

    public const string AssignsIdentity = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

    public static readonly IReadOnlyList<Primitive> All =
    [
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachines/runCommand/action", Machines),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachines/runCommands/write", Machines),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachines/extensions/write", Machines),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachines/loginAsAdmin/action", Machines, IsData: true),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachines/login/action", Machines, IsData: true),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action", ScaleSets),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommands/write", ScaleSets),
        new(PrimitiveKind.RunsAs, "Microsoft.Compute/virtualMachineScaleSets/extensions/write", ScaleSets),
        new(PrimitiveKind.RunsAs, "Microsoft.HybridCompute/machines/runCommands/write", Arc),
        new(PrimitiveKind.RunsAs, "Microsoft.HybridCompute/machines/extensions/write", Arc),
        new(PrimitiveKind.RunsAs, "Microsoft.Web/sites/publish/action", Sites),
        new(PrimitiveKind.RunsAs, "Microsoft.Web/sites/publishxml/action", Sites),
        new(PrimitiveKind.RunsAs, "Microsoft.Web/sites/config/list/action", Sites),
        new(PrimitiveKind.RunsAs, "Microsoft.Web/sites/host/listkeys/action", Sites),
        new(PrimitiveKind.RunsAs, "Microsoft.Web/sites/hostruntime/vfs/write", Sites),
        new(PrimitiveKind.RunsAs, "Microsoft.Web/sites/write", Sites),
        new(PrimitiveKind.RunsAs, "Microsoft.Automation/automationAccounts/runbooks/draft/write", Automation)
        {
            With = "Microsoft.Automation/automationAccounts/jobs/write",
        },
        new(PrimitiveKind.RunsAs, "Microsoft.Automation/automationAccounts/webhooks/write", Automation),
        new(PrimitiveKind.RunsAs, "Microsoft.Logic/workflows/write", Workflows),
        new(PrimitiveKind.RunsAs, "Microsoft.Logic/workflows/triggers/listCallbackUrl/action", Workflows),
        new(PrimitiveKind.RunsAs, "Microsoft.ContainerInstance/containerGroups/containers/exec/action", "/microsoft.containerinstance/containergroups/"),
        new(PrimitiveKind.RunsAs, "Microsoft.App/containerApps/write", "/microsoft.app/containerapps/"),
        new(PrimitiveKind.RunsAs, "Microsoft.ContainerRegistry/registries/tasks/write", Registries),
        new(PrimitiveKind.RunsAs, "Microsoft.ContainerService/managedClusters/runcommand/action", Clusters),
        new(PrimitiveKind.RunsAs, "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action", Clusters),
        new(PrimitiveKind.RunsAs, "Microsoft.Batch/batchAccounts/write", "/microsoft.batch/batchaccounts/"),
        new(PrimitiveKind.RunsAs, "Microsoft.DataFactory/factories/pipelines/write", "/microsoft.datafactory/factories/"),
        new(PrimitiveKind.Federates, "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"),
        new(PrimitiveKind.AssignsIdentity, AssignsIdentity),
        new(PrimitiveKind.RewritesRole, "Microsoft.Authorization/roleDefinitions/write"),
    ];

    /// <summary>What an identity can be attached to by who may write it.</summary>
    public static readonly IReadOnlyList<string> Workloads =
    [
        "Microsoft.Compute/virtualMachines/write", "Microsoft.Compute/virtualMachineScaleSets/write", "Microsoft.Web/sites/write",
        "Microsoft.ContainerInstance/containerGroups/write", "Microsoft.App/containerApps/write", "Microsoft.Logic/workflows/write",
        "Microsoft.Automation/automationAccounts/write", "Microsoft.Resources/deploymentScripts/write",
        "Microsoft.ContainerService/managedClusters/write",
        "Microsoft.Batch/batchAccounts/write", "Microsoft.DataFactory/factories/write",
        "Microsoft.ContainerRegistry/registries/tasks/write",
    ];

    /// <summary>What ends at data: shown with who has it, never followed.</summary>
    public static readonly IReadOnlyList<string> EndingAtData =
    [
        "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.KeyVault/vaults/accessPolicies/write",
        "Microsoft.KeyVault/vaults/write",
        "Microsoft.Compute/disks/beginGetAccess/action", "Microsoft.Compute/snapshots/beginGetAccess/action",
        "Microsoft.Compute/restorePointCollections/restorePoints/retrieveSasUris/action", "Microsoft.Authorization/policyAssignments/write",
        "Microsoft.Authorization/policyDefinitions/write", "Microsoft.Authorization/roleManagementPolicies/write",
        "Microsoft.Authorization/denyAssignments/write", "Microsoft.Management/managementGroups/write",
        "Microsoft.Management/managementGroups/subscriptions/write",
    ];
}
