using OpsFunctions.Orchestrations.Access.Escalating;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking;

/// <summary>What checks look at.</summary>
internal sealed class AuditContext
{
    private readonly HashSet<string> _emergency;
    private readonly Lazy<IReadOnlyList<EscalationPath>> _paths;

    public AuditContext(TenantFacts facts, AccessLimits limits)
    {
        (Facts, Limits, Index) = (facts, limits, new(facts));
        _emergency = limits.EmergencyAccounts.Select(id => id.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        _paths = new(() => PathFinder.Find(Index));
    }

    public TenantFacts Facts { get; }

    public AccessLimits Limits { get; }

    public AccessIndex Index { get; }

    public RoleBook Roles => Index.Roles;

    public DateTimeOffset Now => Facts.AsOf;

    public IReadOnlyList<EscalationPath> Paths => _paths.Value;

    public IReadOnlySet<string> Emergency => _emergency;

    /// <summary>Kept for the day on which nothing else works: only the checks of these accounts are about them.</summary>
    public bool IsEmergency(string principal) => _emergency.Contains(principal);

    /// <summary>People who have owner-like rights over a subscription, whatever they come through.</summary>
    /// <param name="isActive">Those that have them now, or those that may activate them.</param>
    /// <param name="withElevated">Counts what is held at the root, too: elevated access, which is to go.</param>
    public IReadOnlySet<string> OwnersOf(string subscription, bool isActive, bool withElevated = true) => Facts.Grants
        .Where(grant => grant.IsActive == isActive && (withElevated || grant.Scope != ScopeTree.Root)
            && Index.Tree.Covers(grant.Scope, subscription) && Roles.IsOwnerLike(grant.RoleId, grant.Condition))
        .SelectMany(grant => Index.PeopleOf(grant.PrincipalId)
            .Concat(isActive ? [] : Index.Group(grant.PrincipalId)?.Eligible.SelectMany(Index.PeopleOf) ?? []))
        .ToHashSet(StringComparer.Ordinal);

    public string RoleName(string roleId) => Roles.Find(roleId)?.Name ?? roleId;
}

/// <summary>Figures and accounts that checks go by.</summary>
public sealed record AccessLimits
{
    /// <summary>Object ids of the accounts for the day on which nothing else works.</summary>
    public IReadOnlyList<string> EmergencyAccounts { get; init; } = [];

    public int FewestOwners { get; init; } = 2;

    public int MostOwners { get; init; } = 3;

    public int MostGlobalAdministrators { get; init; } = 5;

    /// <summary>Days without a sign-in or an activation.</summary>
    public int StaleDays { get; init; } = 90;

    /// <summary>Days in which a secret ends.</summary>
    public int ExpiringDays { get; init; } = 30;

    /// <summary>Days that a secret may last.</summary>
    public int OldDays { get; init; } = 365;

    /// <summary>Azure's limit of assignments a subscription, and a management group.</summary>
    public int MostAssignments { get; init; } = 4000;

    /// <summary>Days in which a sign-in of an emergency account counts as its use.</summary>
    public int EmergencyUsedDays { get; init; } = 30;

    public int MostOfManagementGroup { get; init; } = 500;
}
