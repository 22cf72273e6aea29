using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Access.Tenant;

/// <summary>How somebody has a role.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GrantKind>))]
public enum GrantKind
{
    /// <summary>Assigned, for good or until somebody takes it away.</summary>
    Standing,

    /// <summary>Activated for a time (Privileged Identity Management); its eligibility is a grant of its own.</summary>
    Activated,

    /// <summary>May be activated.</summary>
    Eligible,

    /// <summary>To a principal of another tenant (Azure Lighthouse).</summary>
    Delegated,
}

/// <summary>A role that a principal has at a scope.</summary>
/// <param name="Id">Id of the assignment, eligibility or registration.</param>
/// <param name="PrincipalId">Object id, lower case.</param>
/// <param name="PrincipalType">As Azure names it: User, Group, ServicePrincipal, ForeignGroup, Device and others to come.</param>
/// <param name="RoleId">GUID of the role definition: lower case, with hyphens.</param>
/// <param name="Scope">Id of a management group, subscription, group or resource, or <c>/</c>; lower case, without a slash at its
/// end.</param>
public sealed record Grant(
    string Id, string PrincipalId, string PrincipalType, string RoleId, string Scope, GrantKind Kind = GrantKind.Standing)
{
    /// <summary>Condition of the assignment; null: none.</summary>
    public string? Condition { get; init; }

    /// <summary>Object id of who made it; null: not known.</summary>
    public string? CreatedBy { get; init; }

    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>When it ends; null: not by itself.</summary>
    public DateTimeOffset? EndsOn { get; init; }

    /// <summary>It holds now, without anybody's doing.</summary>
    public bool IsActive => Kind != GrantKind.Eligible;

    /// <summary>The same right, whenever and under whatever id it was granted: what two audits are compared by.</summary>
    public string Key => string.Join(' ', PrincipalId, RoleId, Scope, Kind, Condition is null ? "" : Ids.Key(Condition.Trim()));
}
