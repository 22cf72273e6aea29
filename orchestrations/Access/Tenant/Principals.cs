using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Access.Tenant;

/// <summary>What a principal is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PrincipalKind>))]
public enum PrincipalKind
{
    /// <summary>Of a type that says nothing of it, or one that cannot be looked up here: a group of another tenant, a device.</summary>
    Other,

    User,
    Group,
    ServicePrincipal,

    /// <summary>The directory was asked and does not have it.</summary>
    Missing,
}

/// <summary>A user, group, service principal or what else can have a role.</summary>
/// <param name="Id">Object id, lower case.</param>
/// <param name="Name">For people only.</param>
public sealed record Principal(string Id, PrincipalKind Kind, string Name)
{
    /// <summary>Of a user or service principal: it may sign in; null: not known.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Of a user.</summary>
    public bool IsGuest { get; init; }

    /// <summary>Of a user: the last sign-in that succeeded; null: not known, for Azure has noted it since 2023-12-01 only.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>Of a service principal: a managed identity, which has no secret and no owner that could give it one.</summary>
    public bool IsManagedIdentity { get; init; }

    /// <summary>Of a service principal: its application's id; null: none.</summary>
    public string? AppId { get; init; }

    /// <summary>Of a service principal: secrets of its own, beside those of its application.</summary>
    public IReadOnlyList<Credential> Credentials { get; init; } = [];

    /// <summary>Of a service principal: object ids of its owners.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];
}

/// <summary>A group that has roles, or that is in one that has.</summary>
/// <param name="Members">Direct members, object ids.</param>
public sealed record Group(string Id, IReadOnlyList<string> Members)
{
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Principals that may become a member or owner for a time (PIM for groups).</summary>
    public IReadOnlyList<string> Eligible { get; init; } = [];

    /// <summary>It can have roles of the directory: only its owners and administrators of privileged roles change it.</summary>
    public bool IsRoleAssignable { get; init; }

    /// <summary>A rule says who is in it, nobody adds a member.</summary>
    public bool IsDynamic { get; init; }
}

/// <summary>An application's registration.</summary>
/// <param name="Id">Object id.</param>
/// <param name="AppId">Application id, which its service principal has, too.</param>
public sealed record Application(string Id, string AppId, string Name)
{
    public IReadOnlyList<string> Owners { get; init; } = [];

    public IReadOnlyList<Credential> Credentials { get; init; } = [];
}

/// <summary>A secret or certificate of an application; its value is never read.</summary>
/// <param name="Id">Key id.</param>
/// <param name="IsCertificate">No secret.</param>
public sealed record Credential(string Id, bool IsCertificate, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Where a managed identity is attached: whoever can run code there acts as it.</summary>
/// <param name="Resource">Id of the resource, lower case.</param>
/// <param name="PrincipalId">Object id of the identity.</param>
public sealed record AttachedIdentity(string Resource, string PrincipalId);

/// <summary>A user-assigned identity as a resource: whoever may assign it acts as it.</summary>
public sealed record UserAssignedIdentity(string Resource, string PrincipalId);

/// <summary>A role of the directory.</summary>
/// <param name="RoleId">Template id of the role.</param>
/// <param name="Scope"><c>/</c>, <c>/administrativeUnits/{id}</c> or <c>/{object id}</c>.</param>
public sealed record DirectoryGrant(string PrincipalId, string RoleId, string Scope, bool IsEligible = false);

/// <summary>An application permission of Microsoft Graph.</summary>
/// <param name="Permission">Its name: <c>RoleManagement.ReadWrite.Directory</c>.</param>
public sealed record GraphGrant(string PrincipalId, string Permission);
