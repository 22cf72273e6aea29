using OpsFunctions.Simulator.Governance;

namespace OpsFunctions.Simulator.Tenants;

/// <summary>Fills a simulated Azure with a tenant: directory, management groups, access. Without planting nothing is wrong in it.</summary>
public static class TenantGenerator
{
    private static readonly string[] Permissions =
    [
        "Application.Read.All", "AuditLog.Read.All", "Directory.Read.All", "Group.Read.All",
        "PrivilegedEligibilitySchedule.Read.AzureADGroup", "RoleManagement.Read.Directory", "User.Read.All",
    ];

    /// <summary>The same options, the same tenant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small.</exception>
    public static TenantTruth Fill(SimulatedAzure azure, TenantOptions options)
    {
        ArgumentNullException.ThrowIfNull(azure);
        ArgumentNullException.ThrowIfNull(options);
        AtLeast(options.Users, 200, nameof(options.Users));
        AtLeast(options.ServicePrincipals, 20, nameof(options.ServicePrincipals));
        AtLeast(options.Groups, 30, nameof(options.Groups));
        AtLeast(options.Subscriptions, azure.Fleet.Subscriptions.Count, nameof(options.Subscriptions));
        var reader = new RoleAssignment(BuiltInRoles.All.Single(static one => one.Id == TenantRoles.Reader).Role, "/");
        if (!options.KeepsRoles)
            azure.Roles.Assign([]);
        // Only at the root is what is given at the root seen.
        azure.Roles.Assign(azure.Suite.Audit, [.. azure.Roles.Of(azure.Suite.Audit), reader]);
        azure.Directory.Permit(Permissions);
        var draft = new TenantDraft(azure, options);
        TenantBase.Make(draft);
        // They read in all subscriptions, those that the tenant has more, too.
        if (options.KeepsRoles)
            foreach (var identity in (SuiteIdentity[])[azure.Suite.Read, azure.Suite.Drill])
                azure.Roles.Deploy(identity);
        if (options.Plant)
        {
            TenantPlants.Plant(draft);
            EscalationPlants.Plant(draft);
        }
        draft.Finish();
        return draft.Truth();
    }

    private static void AtLeast(int value, int least, string name)
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} must be at least {least}."));
    }
}
