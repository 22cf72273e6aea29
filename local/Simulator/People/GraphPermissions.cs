namespace OpsFunctions.Simulator.People;

/// <summary>What the managed identity may read of the directory: by application permissions, as documented for each operation.</summary>
internal sealed class GraphPermissions(SimulatedAzure azure)
{
    // Who may do everything in Azure is somebody's replay, not the app.
    private bool MayEverything => azure.Roles.Assignments.Any(static one => one.Role.Name == Roles.Everything.Name);

    public bool MayReadAnything => MayEverything || azure.Directory.HasPermission(
        "Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All", "Group.Read.All", "GroupMember.Read.All", "Application.Read.All");

    public bool MayRead(DirectoryKind? kind, bool isMembers) =>
        MayEverything || azure.Directory.HasPermission("Directory.Read.All", "Directory.ReadWrite.All") || kind switch
    {
        DirectoryKind.User => azure.Directory.HasPermission("User.Read.All", "User.ReadBasic.All"),
        DirectoryKind.Group when isMembers => azure.Directory.HasPermission("GroupMember.Read.All", "Group.Read.All"),
        DirectoryKind.Group => azure.Directory.HasPermission("Group.Read.All", "GroupMember.Read.All"),
        DirectoryKind.ServicePrincipal or DirectoryKind.Application => azure.Directory.HasPermission("Application.Read.All"),
        _ => false,
    };
}
