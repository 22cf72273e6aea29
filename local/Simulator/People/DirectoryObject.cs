namespace OpsFunctions.Simulator;

/// <summary>What a directory object is.</summary>
public enum DirectoryKind
{
    /// <summary>A person, guest or member.</summary>
    User,

    /// <summary>A group, whose members may be groups.</summary>
    Group,

    /// <summary>An application's or a managed identity's own account.</summary>
    ServicePrincipal,

    /// <summary>An application's registration.</summary>
    Application,
}

/// <summary>A user, group, service principal or application of the tenant.</summary>
/// <param name="Id">Object id, a GUID.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DisplayName">Its name.</param>
public sealed record DirectoryObject(string Id, DirectoryKind Kind, string DisplayName)
{
    /// <summary>Of a user; null: none.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>Of a user: Member or Guest.</summary>
    public string UserType { get; init; } = "Member";

    /// <summary>Of a user or service principal: false where it may not sign in.</summary>
    public bool AccountEnabled { get; init; } = true;

    /// <summary>Of a service principal or application: its application id.</summary>
    public string? AppId { get; init; }

    /// <summary>Of a service principal: Application, ManagedIdentity or Legacy.</summary>
    public string ServicePrincipalType { get; init; } = "Application";

    /// <summary>Of a group: whether it can be given roles of the directory; null: it was not said when it was made.</summary>
    public bool? IsAssignableToRole { get; init; }

    /// <summary>Of a group: DynamicMembership, Unified; empty: a plain security group.</summary>
    public IReadOnlyList<string> GroupTypes { get; init; } = [];

    /// <summary>Of a group whose members follow from a rule; null: they do not.</summary>
    public string? MembershipRule { get; init; }

    /// <summary>Of a user or group: whether it comes from a directory of one's own; null: it never did.</summary>
    public bool? OnPremisesSyncEnabled { get; init; }

    /// <summary>When it was made; null: long ago.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When a user last tried to sign in; null: never.</summary>
    public DateTimeOffset? LastSignIn { get; init; }

    /// <summary>When a user last did sign in; null: never. It is shown since 2023-12-01 only.</summary>
    public DateTimeOffset? LastSuccessfulSignIn { get; init; }

    /// <summary>Of an application or service principal: its secrets and certificates.</summary>
    public IReadOnlyList<DirectoryCredential> Credentials { get; init; } = [];

    /// <summary>Of a service principal: tenant of its application; null: this one's.</summary>
    public string? AppOwnerOrganizationId { get; init; }

    /// <summary>Of a service principal: of a managed identity <c>isExplicit=False</c> and the id of its resource.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>How Azure names its kind in an assignment.</summary>
    public string PrincipalType => Kind switch
    {
        DirectoryKind.Group => "Group",
        DirectoryKind.User => "User",
        _ => "ServicePrincipal",
    };
}
