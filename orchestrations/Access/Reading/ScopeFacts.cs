using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>Management groups and subscriptions, as the caller sees them.</summary>
/// <param name="Parents">Parent of each, by scope; lower case.</param>
public sealed record TreeFacts(IReadOnlyDictionary<string, string> Parents, IReadOnlyList<Gap> Gaps)
{
    /// <summary>Management groups that the caller may read, as scopes, wherever in the tree they are.</summary>
    [MayBeMissing]
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>What was read of one scope.</summary>
public sealed record ScopeFacts(string Scope)
{
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    public IReadOnlyList<Role> Roles { get; init; } = [];

    public IReadOnlyList<Deny> Denials { get; init; } = [];

    public IReadOnlyList<HeldLock> Locks { get; init; } = [];

    public IReadOnlyList<Activation> Activations { get; init; } = [];

    /// <summary>When eligibilities were activated, by <see cref="TenantFacts.ActivationKey"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Activated { get; init; } = new Dictionary<string, DateTimeOffset>(
        StringComparer.Ordinal);

    /// <summary>Privileged Identity Management answers there; null: it was not asked, or gave no answer.</summary>
    public bool? HasPremium { get; init; }

    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>An assignment as Privileged Identity Management sees it.</summary>
/// <param name="GrantId">The role assignment that it made, lower case; empty: it does not say.</param>
/// <param name="IsActivated">Somebody activated it; else it was assigned.</param>
public sealed record Activation(string GrantId, string PrincipalId, string RoleId, string Scope, bool IsActivated, DateTimeOffset? EndsOn);
