namespace OpsFunctions.Simulator.People;

/// <summary>
/// What the identity that audits may read of the directory: by application permissions, as documented for each operation.
/// </summary>
internal sealed class GraphPermissions(SimulatedAzure azure)
{
    // Who may do everything in Azure is somebody's replay, not the app.
    public bool MayEverything => azure.Roles.Assignments.Any(static one => one.Role.Name == Roles.Everything.Name);

    private bool MayReadDirectory => MayEverything || azure.Directory.HasPermission("Directory.Read.All", "Directory.ReadWrite.All");

    public bool MayReadAnything => MayReadDirectory || azure.Directory.HasPermission(
        "User.Read.All", "Group.Read.All", "GroupMember.Read.All", "Application.Read.All");

    public bool MayReadUnits => MayReadDirectory || azure.Directory.HasPermission("AdministrativeUnit.Read.All");

    public bool MayReadRoles => MayReadDirectory || azure.Directory.HasPermission(
        "RoleManagement.Read.Directory", "RoleManagement.Read.All", "RoleManagement.ReadWrite.Directory");

    public bool MayReadEligibleRoles => MayEverything || azure.Directory.HasPermission(
        "RoleEligibilitySchedule.Read.Directory", "RoleManagement.Read.Directory", "RoleManagement.Read.All",
        "RoleManagement.ReadWrite.Directory");

    public bool MayReadEligibleMembers => MayEverything || azure.Directory.HasPermission(
        "PrivilegedEligibilitySchedule.Read.AzureADGroup", "PrivilegedAccess.Read.AzureADGroup",
        "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", "PrivilegedAccess.ReadWrite.AzureADGroup");

    public bool MayRead(DirectoryKind? kind, bool isMembers) => MayReadDirectory || kind switch
    {
        DirectoryKind.User => azure.Directory.HasPermission("User.Read.All", "User.ReadBasic.All"),
        DirectoryKind.Group when isMembers => azure.Directory.HasPermission("GroupMember.Read.All", "Group.Read.All"),
        DirectoryKind.Group => azure.Directory.HasPermission("Group.Read.All", "GroupMember.Read.All"),
        DirectoryKind.ServicePrincipal or DirectoryKind.Application => azure.Directory.HasPermission("Application.Read.All"),
        _ => false,
    };

    /// <summary>Why the logs, and when somebody signed in last, may not be read; null: they may.</summary>
    public GraphAnswer? RefusesLogs(GraphAsk ask, bool needsPremium)
    {
        if (!MayEverything && !azure.Directory.HasPermission("AuditLog.Read.All"))
            return ask.Refuse(
                403, "Authentication_MSGraphPermissionMissing",
                "Calling principal does not have required MSGraph permissions AuditLog.Read.All");
        return needsPremium && !azure.Directory.HasPremium
            ? ask.Refuse(
                403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                "Neither tenant is B2C or tenant doesn't have premium license")
            : null;
    }
}
