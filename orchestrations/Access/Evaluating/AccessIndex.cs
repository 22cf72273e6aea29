using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>A grant that counts for a principal.</summary>
/// <param name="Via">Groups it comes through, from the one that the principal is in to the one that has it; none where it has it
/// itself.</param>
internal sealed record Held(Grant Grant, IReadOnlyList<string> Via);

/// <summary>The tenant's facts, found by what is asked for.</summary>
internal sealed class AccessIndex
{
    private readonly ILookup<string, Grant> _grants;
    private readonly Dictionary<string, List<string>> _groupsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Principal> _principals;
    private readonly Dictionary<string, Group> _groups;

    public AccessIndex(TenantFacts facts)
    {
        Facts = facts;
        Roles = new(facts.Roles);
        _grants = facts.Grants.ToLookup(grant => grant.PrincipalId, StringComparer.Ordinal);
        _principals = facts.Principals.DistinctBy(one => one.Id, StringComparer.Ordinal)
            .ToDictionary(one => one.Id, StringComparer.Ordinal);
        _groups = facts.Groups.DistinctBy(one => one.Id, StringComparer.Ordinal).ToDictionary(one => one.Id, StringComparer.Ordinal);
        foreach (var group in _groups.Values)
            foreach (var member in group.Members)
            {
                if (!_groupsOf.TryGetValue(member, out var above))
                    _groupsOf[member] = above = [];
                above.Add(group.Id);
            }
    }

    public TenantFacts Facts { get; }

    public RoleBook Roles { get; }

    public ScopeTree Tree => Facts.Tree;

    public Principal? Find(string id) => _principals.GetValueOrDefault(id);

    public Group? Group(string id) => _groups.GetValueOrDefault(id);

    public IEnumerable<Group> Groups => _groups.Values;

    /// <summary>Groups that a principal is directly in.</summary>
    public IReadOnlyList<string> ParentsOf(string id) => _groupsOf.GetValueOrDefault(id) ?? [];

    /// <summary>A principal and all groups that it is in, through others too; each with the groups it comes through.</summary>
    public IEnumerable<(string Id, IReadOnlyList<string> Via)> SelfAndGroups(string principal)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal) { principal }, new Queue<(string, IReadOnlyList<string>)>());
        open.Enqueue((principal, []));
        while (open.TryDequeue(out var at))
        {
            yield return at;
            foreach (var group in ParentsOf(at.Item1).Where(seen.Add))
                open.Enqueue((group, [.. at.Item2, group]));
        }
    }

    /// <summary>All grants that count for a principal.</summary>
    public IEnumerable<Held> HeldBy(string principal) =>
        SelfAndGroups(principal).SelectMany(one => _grants[one.Id].Select(grant => new Held(grant, one.Via)));

    /// <summary>People behind a principal: itself, or all members of a group, through others too.</summary>
    public IReadOnlyCollection<string> PeopleOf(string principal)
    {
        if (!_groups.ContainsKey(principal))
            return Find(principal) is { Kind: PrincipalKind.User } ? [principal] : [];
        var (people, seen, open) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal) { principal }, new Queue<string>(
            [principal]));
        while (open.TryDequeue(out var at))
            foreach (var member in (Group(at)?.Members ?? []).Where(seen.Add))
                if (_groups.ContainsKey(member))
                    open.Enqueue(member);
                else if (Find(member) is { Kind: PrincipalKind.User })
                    people.Add(member);
        return people;
    }

    /// <summary>Whether a principal may do something at a scope, deny assignments taken off.</summary>
    /// <param name="withEligible">Counts what it may activate, too.</param>
    public Truth Allows(string principal, string action, string scope, bool isData = false, bool withEligible = false)
    {
        var best = Truth.No;
        foreach (var held in HeldBy(principal))
        {
            if ((!held.Grant.IsActive && !withEligible) || !Tree.Covers(held.Grant.Scope, scope)
                || Roles.Effect(held.Grant.RoleId, held.Grant.Condition) is not { } effect)
                continue;
            best = best.Or(isData ? effect.AllowsData(action) : effect.Allows(action));
            if (best == Truth.Yes)
                break;
        }
        return best != Truth.No && IsDenied(principal, action, scope, isData) ? Truth.No : best;
    }

    /// <summary>A deny assignment takes it away for certain.</summary>
    public bool IsDenied(string principal, string action, string scope, bool isData = false)
    {
        if (Facts.Denials.Count == 0)
            return false;
        HashSet<string>? ids = null;
        foreach (var deny in Facts.Denials)
        {
            if (!deny.IsEnforced || !(deny.LeavesOutChildren ? deny.Scope == scope : Tree.Covers(deny.Scope, scope)))
                continue;
            var (denied, taken) = isData
                ? (deny.Denied.DataActions, deny.Denied.NotDataActions)
                : (deny.Denied.Actions, deny.Denied.NotActions);
            if (!ActionPattern.AnyMatches(denied, action) || ActionPattern.AnyMatches(taken, action))
                continue;
            ids ??= SelfAndGroups(principal).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
            if (deny.Principals.Any(one => one == Deny.Everybody || ids.Contains(one)) && !deny.Excluded.Any(ids.Contains))
                return true;
        }
        return false;
    }
}
