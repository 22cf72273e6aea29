namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>A hop of a path.</summary>
/// <param name="From">Object id, or id of a resource or scope.</param>
/// <param name="Words">What is done there: the middle of a sentence.</param>
/// <param name="GrantId">The assignment that allows it; empty: none does.</param>
/// <param name="NeedsActivation">It begins with an activation.</param>
public sealed record EscalationHop(string From, string Words, string To, string GrantId, bool NeedsActivation);

/// <summary>The shortest way of somebody to owner-like rights at a subscription or above, which nobody gave to them.</summary>
/// <param name="PrincipalId">Who can go it; of a group: each of its members.</param>
/// <param name="Target">The scope at its end.</param>
/// <param name="IsActive">No activation is needed.</param>
public sealed record EscalationPath(string PrincipalId, string Target, bool IsActive, IReadOnlyList<EscalationHop> Hops)
{
    /// <summary>Principals, resources and the target that it goes through, in order.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];
}
