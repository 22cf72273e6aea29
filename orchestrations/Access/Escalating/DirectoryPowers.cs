namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>Whom or what a role of the directory, or a permission of Microsoft Graph, gives power over.</summary>
[Flags]
internal enum Power
{
    None = 0,

    /// <summary>Everything: it can make itself, or is, Global Administrator, who can give himself rights at the root.</summary>
    Everything = 1,

    /// <summary>Any user, administrators too: sets passwords or ways to sign in.</summary>
    AnyUser = 2,

    /// <summary>Users without a role of the directory, in no role-assignable group and owner of none.</summary>
    OrdinaryUsers = 4,

    /// <summary>Any application: adds a secret.</summary>
    Applications = 8,

    /// <summary>Groups that are not role-assignable: adds a member.</summary>
    OrdinaryGroups = 16,

    /// <summary>Groups under PIM: makes somebody eligible or active.</summary>
    AnyGroup = 32,
}

/// <summary>
/// Powers by role of the directory (template ids: Microsoft Learn, permissions reference of Entra's built-in roles; who may reset whose
/// password, same place) and by application permission of Microsoft Graph (its permissions reference).
/// </summary>
internal static class DirectoryPowers
{
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    private static readonly Dictionary<string, (Power Power, string Name)> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        [GlobalAdministrator] = (Power.Everything, "Global Administrator"),
        ["e8611ab8-c189-46e8-94e1-60213ab1f814"] = (Power.Everything, "Privileged Role Administrator"),
        ["e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8"] = (Power.AnyUser, "Partner Tier2 Support"),
        ["7be44c8a-adaf-4e2a-84d6-ab2649e08a13"] = (Power.AnyUser, "Privileged Authentication Administrator"),
        ["9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"] = (Power.Applications, "Application Administrator"),
        ["158c047a-c907-4556-b7ef-446551a6b5f7"] = (Power.Applications, "Cloud Application Administrator"),
        ["fe930be7-5e62-47db-91af-98c3a49a38b1"] = (Power.OrdinaryUsers | Power.OrdinaryGroups, "User Administrator"),
        ["729827e3-9c14-49f7-bb1b-9608f156bbb8"] = (Power.OrdinaryUsers, "Helpdesk Administrator"),
        ["c4e39bd9-1100-46d3-8c65-fb160da0071f"] = (Power.OrdinaryUsers, "Authentication Administrator"),
        ["966707d0-3269-4727-9be2-8c3a10f19b9d"] = (Power.OrdinaryUsers, "Password Administrator"),
        ["fdd7a751-b60b-444a-984c-02652fe8fa1c"] = (Power.OrdinaryGroups, "Groups Administrator"),
        ["9360feb5-f418-4baa-8175-e2a00bac4301"] = (Power.OrdinaryGroups, "Directory Writers"),
    };

    private static readonly Dictionary<string, Power> Permissions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RoleManagement.ReadWrite.Directory"] = Power.Everything,
        ["AppRoleAssignment.ReadWrite.All"] = Power.Everything,
        ["Policy.ReadWrite.PermissionGrant"] = Power.Everything,
        ["Application.ReadWrite.All"] = Power.Applications,
        ["GroupMember.ReadWrite.All"] = Power.OrdinaryGroups,
        ["Group.ReadWrite.All"] = Power.OrdinaryGroups,
        ["Directory.ReadWrite.All"] = Power.OrdinaryGroups,
        ["PrivilegedAccess.ReadWrite.AzureADGroup"] = Power.AnyGroup,
        ["UserAuthenticationMethod.ReadWrite.All"] = Power.AnyUser,
    };

    public static Power OfRole(string templateId) => Roles.GetValueOrDefault(templateId).Power;

    /// <summary>Name for people; a role without a power here shows its id.</summary>
    public static string NameOf(string templateId) => Roles.TryGetValue(templateId, out var known) ? known.Name : templateId;

    public static Power OfPermission(string permission) => Permissions.GetValueOrDefault(permission);
}
