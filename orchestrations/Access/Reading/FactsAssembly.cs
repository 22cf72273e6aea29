using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>Puts together what was read piece by piece. Pure.</summary>
internal static class FactsAssembly
{
    public static TenantFacts Of(
        TreeFacts tree, IReadOnlyList<ScopeFacts> scopes, IdentityFacts identities, DirectoryFacts directory,
        IReadOnlyList<string> subscriptions, DateTimeOffset asOf)
    {
        var roles = scopes.SelectMany(scope => scope.Roles).DistinctBy(role => role.Id, StringComparer.Ordinal).ToList();
        var grants = Marked(scopes);
        var activated = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (key, at) in scopes.SelectMany(scope => scope.Activated))
            if (!(activated.GetValueOrDefault(key) >= at))
                activated[key] = at;
        var known = roles.Select(role => role.Id).ToHashSet(StringComparer.Ordinal);
        // A definition that no list shows: what its holders can do is not known, however well everything else was read.
        var lacking = grants.Where(grant => !known.Contains(grant.RoleId)).Select(grant => grant.RoleId).Distinct(StringComparer.Ordinal)
            .Select(id => new Gap(Part.Definitions, "", $"the role {id} is assigned and in no list of roles")).Take(20);
        var (parents, hidden) = WithHidden(tree.Parents, scopes);
        return new()
        {
            AsOf = asOf,
            Tree = new(parents),
            Subscriptions = subscriptions,
            Roles = roles,
            Grants = grants,
            Denials = [.. scopes.SelectMany(scope => scope.Denials).DistinctBy(deny => deny.Id, StringComparer.Ordinal)],
            Locks = [.. scopes.SelectMany(scope => scope.Locks).Distinct()],
            Attached = identities.Attached,
            UserAssigned = identities.UserAssigned,
            Principals = [.. directory.Principals.Values],
            Groups = [.. directory.Groups.Values],
            Applications = [.. directory.Applications],
            DirectoryGrants = [.. directory.DirectoryGrants],
            GraphGrants = [.. directory.GraphGrants],
            AdministrativeUnits = directory.AdministrativeUnits,
            Activations = activated,
            HasPremium = Premium([.. scopes.Select(scope => scope.HasPremium), directory.HasPremium]),
            Lists = scopes.SelectMany(ListsOf).ToDictionary(StringComparer.Ordinal),
            Gaps = [.. tree.Gaps, .. scopes.SelectMany(scope => scope.Gaps), .. identities.Gaps, .. directory.Gaps, .. lacking, .. hidden],
        };
    }

    private static IEnumerable<KeyValuePair<string, int>> ListsOf(ScopeFacts facts)
    {
        yield return new(
            TenantFacts.ListKey(Part.Eligibilities, facts.Scope), facts.Grants.Count(grant => grant.Kind == GrantKind.Eligible));
        yield return new(
            TenantFacts.ListKey(Part.Delegations, facts.Scope), facts.Grants.Count(grant => grant.Kind == GrantKind.Delegated));
        yield return new(TenantFacts.ListKey(Part.Denials, facts.Scope), facts.Denials.Count);
        yield return new(TenantFacts.ListKey(Part.Locks, facts.Scope), facts.Locks.Count);
    }

    // Management groups that the list of them does not show, and of which a subscription inherits all the same.
    private static (IReadOnlyDictionary<string, string> Parents, IReadOnlyList<Gap> Gaps) WithHidden(
        IReadOnlyDictionary<string, string> shown, IReadOnlyList<ScopeFacts> scopes)
    {
        var (parents, gaps) = (new Dictionary<string, string>(shown, StringComparer.Ordinal), new List<Gap>());
        foreach (var facts in scopes.Where(facts => ScopeTree.IsSubscription(facts.Scope)))
        {
            var tree = new ScopeTree(parents);
            var hidden = facts.Grants.Select(grant => grant.Scope)
                .Where(scope => ScopeTree.IsManagementGroup(scope) && !tree.Covers(scope, facts.Scope))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var below = tree.UpFrom(facts.Scope).Last(scope => scope != ScopeTree.Root);
            foreach (var scope in hidden)
                (parents[below], below) = (scope, scope);
            if (hidden.Count > 0)
                gaps.Add(new(Part.Tree, facts.Scope, $"it inherits from {string.Join(", ", hidden)}, which may not be read"));
        }
        return (parents, gaps);
    }

    // Each once, where it is made: a subscription lists what it inherits, too.
    public static IReadOnlyList<Grant> Marked(IReadOnlyList<ScopeFacts> scopes)
    {
        var activations = scopes.SelectMany(scope => scope.Activations).ToList();
        var byId = new Dictionary<string, Activation>(StringComparer.Ordinal);
        var byRight = new Dictionary<string, Activation>(StringComparer.Ordinal);
        foreach (var one in activations)
        {
            if (one.GrantId.Length > 0)
                byId[one.GrantId] = one;
            byRight.TryAdd($"{one.PrincipalId} {one.RoleId} {one.Scope}", one);
        }
        var grants = new List<Grant>();
        foreach (var grant in scopes.SelectMany(scope => scope.Grants)
            .DistinctBy(grant => (grant.Id, grant.Kind, grant.RoleId, grant.PrincipalId)))
        {
            var schedule = grant.Kind != GrantKind.Standing ? null
                : byId.GetValueOrDefault(grant.Id) ?? byRight.GetValueOrDefault(TenantFacts.ActivationKey(grant));
            grants.Add(schedule is null
                ? grant
                : grant with { Kind = schedule.IsActivated ? GrantKind.Activated : GrantKind.Standing, EndsOn = schedule.EndsOn });
        }
        return grants;
    }

    private static bool? Premium(IReadOnlyList<bool?> answers) => answers.Contains(true) ? true : answers.Contains(false) ? false : null;
}
