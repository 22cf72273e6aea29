namespace OpsFunctions.Simulator;

/// <summary>A secret or certificate of an application or service principal.</summary>
/// <param name="KeyId">Its id, a GUID.</param>
/// <param name="Start">From when on it holds.</param>
/// <param name="End">Until when; null: for good, which only old ones and certificates have.</param>
public sealed record DirectoryCredential(string KeyId, DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>Its name; null: none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>A certificate; else a secret.</summary>
    public bool IsCertificate { get; init; }
}

/// <summary>A role of the directory that somebody has, or may activate.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PrincipalId">Object id of who has it.</param>
/// <param name="RoleId">Id of the role's template, for example <see cref="DirectoryRole.GlobalAdministrator"/>.</param>
public sealed record DirectoryRole(string Id, string PrincipalId, string RoleId)
{
    /// <summary>Template id of Global Administrator.</summary>
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    /// <summary>Template id of Privileged Role Administrator.</summary>
    public const string PrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814";

    /// <summary>Template id of Application Administrator.</summary>
    public const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";

    /// <summary>Template id of Cloud Application Administrator.</summary>
    public const string CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";

    /// <summary>Template id of Groups Administrator.</summary>
    public const string GroupsAdministrator = "fdd7a751-b60b-444a-984c-02652fe8fa1c";

    /// <summary>Template id of User Administrator.</summary>
    public const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";

    /// <summary><c>/</c>, or <c>/administrativeUnits/{id}</c>, or <c>/{object id}</c>. Default: the whole directory.</summary>
    public string Scope { get; init; } = "/";

    /// <summary>From when on it may be activated.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>Until when; null: for good.</summary>
    public DateTimeOffset? End { get; init; }
}

/// <summary>A membership or ownership of a group that somebody may activate (Privileged Identity Management for groups).</summary>
/// <param name="GroupId">Which group.</param>
/// <param name="PrincipalId">Object id of who may.</param>
/// <param name="IsOwner">Ownership; else membership.</param>
/// <param name="Start">From when on.</param>
/// <param name="End">Until when; null: for good.</param>
public sealed record EligibleMember(string GroupId, string PrincipalId, bool IsOwner, DateTimeOffset Start, DateTimeOffset? End);

/// <summary>An application permission of Microsoft Graph that a service principal has.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PrincipalId">Object id of the service principal.</param>
/// <param name="Permission">Name, for example RoleManagement.ReadWrite.Directory.</param>
/// <param name="CreatedAt">When it was granted.</param>
public sealed record GraphGrant(string Id, string PrincipalId, string Permission, DateTimeOffset CreatedAt);

/// <summary>One entry of the directory's audit log.</summary>
/// <param name="Time">When.</param>
/// <param name="Activity">For example «Add member to group».</param>
/// <param name="Category">RoleManagement, GroupManagement, ApplicationManagement, UserManagement, ResourceManagement.</param>
/// <param name="Actor">Object id of who did it: a user, or a service principal.</param>
/// <param name="Targets">What it was about.</param>
public sealed record DirectoryAudit(
    DateTimeOffset Time, string Activity, string Category, string Actor, IReadOnlyList<AuditTarget> Targets)
{
    /// <summary>Core Directory, PIM, Azure RBAC (Elevated Access).</summary>
    public string Service { get; init; } = "Core Directory";

    /// <summary>Add, Update, Delete, Assign, Unassign.</summary>
    public string Operation { get; init; } = "Add";
}

/// <summary>What an audit is about.</summary>
/// <param name="Id">Object id.</param>
/// <param name="Type">User, Group, ServicePrincipal, Application, Role, Other.</param>
/// <param name="Changes">Properties that changed, each with its old and new value as JSON text.</param>
public sealed record AuditTarget(string Id, string Type, params IReadOnlyList<(string Name, string? Old, string? New)> Changes);

/// <summary>A sign-in of a person.</summary>
/// <param name="Time">When.</param>
/// <param name="UserId">Object id.</param>
/// <param name="Succeeded">Whether it did.</param>
public sealed record DirectorySignIn(DateTimeOffset Time, string UserId, bool Succeeded);
