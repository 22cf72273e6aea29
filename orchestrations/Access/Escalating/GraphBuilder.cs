using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>Makes the graph of who can get where out of a tenant's facts. What is conditional is no edge.</summary>
internal sealed class GraphBuilder
{
    private const string AnyRole = "*";

    private readonly AccessIndex _index;
    private readonly EscalationGraph _graph = new();
    private readonly ScopeIndex _attached;
    private readonly ScopeIndex _userAssigned;
    private readonly Dictionary<(string Role, string Condition), IReadOnlyList<Primitive>> _primitives = [];
    private readonly HashSet<Node> _expanded = [];
    private readonly Lazy<IReadOnlyList<string>> _leadingRoles;

    private GraphBuilder(AccessIndex index)
    {
        _index = index;
        _attached = new(index.Tree, index.Facts.Attached.Select(one => (one.Resource, one.PrincipalId)));
        _userAssigned = new(index.Tree, index.Facts.UserAssigned.Select(one => (one.Resource, one.PrincipalId)));
        _leadingRoles = new(() => [.. index.Roles.All.Where(Leads).Select(role => role.Id).Order(StringComparer.Ordinal)]);
    }

    public static EscalationGraph Of(AccessIndex index)
    {
        var builder = new GraphBuilder(index);
        foreach (var grant in index.Facts.Grants.OrderBy(one => one.Id, StringComparer.Ordinal))
            builder.AddGrant(grant);
        builder.AddGroups();
        builder.AddApplications();
        builder.AddAssigners();
        new DirectoryEdges(index, builder._graph).Add();
        return builder._graph;
    }

    private static Node Of(string principal) => new(NodeKind.Principal, principal);

    private void AddGrant(Grant grant)
    {
        if (_index.Roles.Effect(grant.RoleId, grant.Condition) is not { } effect || (!Leads(effect.Role, grant.Condition)))
            return;
        var isDenied = _index.Facts.Denials.Any(deny => deny.IsEnforced
            && (_index.Tree.Covers(deny.Scope, grant.Scope) || _index.Tree.Covers(grant.Scope, deny.Scope)));
        var node = RoleAt(grant.RoleId, grant.Condition, grant.Scope, isDenied ? grant.PrincipalId : "");
        _graph.Add(Of(grant.PrincipalId), node, new($"has {effect.Role.Name} at {grant.Scope}", grant.Id, IsEligible: !grant.IsActive));
        Expand(node, grant.RoleId, grant.Condition, grant.Scope, isDenied ? grant.PrincipalId : null);
    }

    private static Node RoleAt(string role, string? condition, string scope, string holder) =>
        new(NodeKind.RoleAt, $"{role} {(condition is null ? "" : Ids.Key(condition))} {scope} {holder}");

    // What whoever has the role there can do with it.
    private void Expand(Node node, string role, string? condition, string scope, string? holder)
    {
        if (!_expanded.Add(node))
            return;
        bool may(string action, string where, bool isData) => holder is null || !_index.IsDenied(holder, action, where, isData);
        var isOwner = role == AnyRole || (_index.Roles.IsOwner(role, condition) && may(RoleEffect.WritesAssignments, scope, isData: false));
        if (isOwner && ScopeTree.IsWide(scope))
            _graph.Add(node, new(NodeKind.Target, scope), new("is owner-like there", IsMembership: true));
        if (isOwner && role != AnyRole)
        {
            var any = RoleAt(AnyRole, null, scope, "");
            _graph.Add(node, any, new("gives itself any role there"));
            Expand(any, AnyRole, null, scope, null);
        }
        else if (!isOwner)
            foreach (var granted in _index.Roles.Grantable(role, condition).Intersect(_leadingRoles.Value, StringComparer.Ordinal))
            {
                var next = RoleAt(granted, null, scope, "");
                _graph.Add(node, next, new($"gives itself {_index.Roles.Find(granted)?.Name ?? granted} there"));
                Expand(next, granted, null, scope, null);
            }
        foreach (var primitive in PrimitivesOf(role, condition))
            Follow(node, primitive, scope, (where, what) => may(what, where, primitive.IsData));
    }

    private void Follow(Node node, Primitive primitive, string scope, Func<string, string, bool> may)
    {
        switch (primitive.Kind)
        {
            case PrimitiveKind.RunsAs:
                foreach (var (resource, identity) in _attached.In(scope)
                    .Where(one => one.Resource.Contains(primitive.ResourceType, StringComparison.Ordinal)))
                    if (may(resource, primitive.Action))
                        AddResource(node, resource, identity, $"runs code on it ({primitive.Action})");
                break;
            case PrimitiveKind.AssignsIdentity or PrimitiveKind.Federates:
                foreach (var (resource, identity) in _userAssigned.In(scope))
                    if (may(resource, primitive.Action))
                        AddResource(node, resource, identity, primitive.Kind == PrimitiveKind.Federates
                            ? "lets a token of elsewhere act as it" : "attaches it to what it can run code on");
                break;
            case PrimitiveKind.RewritesRole when may(scope, primitive.Action):
                var any = RoleAt(AnyRole, null, scope, "");
                _graph.Add(node, any, new("rewrites its own role"));
                Expand(any, AnyRole, null, scope, null);
                break;
        }
    }

    private void AddResource(Node from, string resource, string identity, string words)
    {
        var node = new Node(NodeKind.Resource, $"{resource}");
        _graph.Add(from, node, new(words));
        if (_expanded.Add(new(NodeKind.Resource, $"{resource} {identity}")))
            _graph.Add(node, Of(identity), new("acts as its identity", IsMembership: true));
    }

    private IReadOnlyList<Primitive> PrimitivesOf(string role, string? condition)
    {
        if (role == AnyRole)
            return Primitives.All;
        if (_primitives.TryGetValue((role, condition ?? ""), out var known))
            return known;
        var effect = _index.Roles.Effect(role, condition)!;
        return _primitives[(role, condition ?? "")] = [.. Primitives.All.Where(one => Has(effect, one))];
    }

    private static bool Has(RoleEffect effect, Primitive one)
    {
        var has = one.IsData ? effect.AllowsData(one.Action) : effect.Allows(one.Action);
        if (has != Truth.Yes)
            return false;
        return one.Kind switch
        {
            PrimitiveKind.AssignsIdentity => Primitives.Workloads.Any(action => effect.Allows(action) == Truth.Yes),
            // A built-in role cannot be rewritten.
            PrimitiveKind.RewritesRole => effect.Role.IsCustom,
            _ => one.With is null || effect.Allows(one.With) == Truth.Yes,
        };
    }

    private bool Leads(Role role) => Leads(role, null);

    private bool Leads(Role role, string? condition) => _index.Roles.IsOwnerLike(role.Id, condition)
        || _index.Roles.Grantable(role.Id, condition).Count > 0 || PrimitivesOf(role.Id, condition).Count > 0;

    private void AddGroups()
    {
        foreach (var group in _index.Groups.OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            foreach (var member in group.Members.Order(StringComparer.Ordinal))
                _graph.Add(Of(member), Of(group.Id), new("is a member of", IsMembership: true));
            foreach (var eligible in group.Eligible.Order(StringComparer.Ordinal))
                _graph.Add(Of(eligible), Of(group.Id), new("may become a member of", IsEligible: true, IsMembership: true));
            if (!group.IsDynamic)
                foreach (var owner in group.Owners.Order(StringComparer.Ordinal))
                    _graph.Add(Of(owner), Of(group.Id), new("owns the group and can join it"));
        }
    }

    private void AddApplications()
    {
        var accounts = _index.Facts.Principals.Where(one => one is { Kind: PrincipalKind.ServicePrincipal, IsManagedIdentity: false })
            .ToList();
        var byApp = accounts.Where(one => one.AppId is not null).ToLookup(one => one.AppId!, StringComparer.OrdinalIgnoreCase);
        foreach (var account in accounts)
            foreach (var owner in account.Owners)
                _graph.Add(Of(owner), Of(account.Id), new("owns the service principal and can give it a secret"));
        foreach (var application in _index.Facts.Applications)
        {
            var node = new Node(NodeKind.Resource, application.Id);
            foreach (var owner in application.Owners)
                _graph.Add(Of(owner), node, new("owns the application and can give it a secret"));
            foreach (var account in byApp[application.AppId])
                _graph.Add(node, Of(account.Id), new("signs in as", IsMembership: true));
        }
    }

    // Where one role may assign an identity and another, of the same holder, writes what it can be attached to.
    private void AddAssigners()
    {
        foreach (var grant in _index.Facts.Grants)
        {
            if (_index.Roles.Effect(grant.RoleId, grant.Condition) is not { } effect
                || effect.Allows(Primitives.AssignsIdentity) != Truth.Yes
                || Primitives.Workloads.Any(action => effect.Allows(action) == Truth.Yes))
                continue;
            foreach (var holder in _index.PeopleOf(grant.PrincipalId).Append(grant.PrincipalId).Distinct(StringComparer.Ordinal))
            {
                var workload = _index.HeldBy(holder).FirstOrDefault(held => Primitives.Workloads
                    .Any(action => _index.Roles.Effect(held.Grant.RoleId, held.Grant.Condition)?.Allows(action) == Truth.Yes));
                if (workload is null)
                    continue;
                foreach (var (resource, identity) in _userAssigned.In(grant.Scope))
                    if (!_index.IsDenied(holder, Primitives.AssignsIdentity, resource))
                    {
                        var isEligible = !grant.IsActive || !workload.Grant.IsActive;
                        _graph.Add(
                            Of(holder), new(NodeKind.Resource, resource), new($"attaches it by {effect.Role.Name}", grant.Id, isEligible));
                        if (_expanded.Add(new(NodeKind.Resource, $"{resource} {identity}")))
                            _graph.Add(new(NodeKind.Resource, resource), Of(identity), new("acts as its identity", IsMembership: true));
                    }
            }
        }
    }
}

/// <summary>Resources with identities, found by a scope above them.</summary>
internal sealed class ScopeIndex
{
    private readonly Dictionary<string, List<(string Resource, string Identity)>> _below = new(StringComparer.Ordinal);

    public ScopeIndex(ScopeTree tree, IEnumerable<(string Resource, string Identity)> all)
    {
        foreach (var one in all.OrderBy(one => one.Resource, StringComparer.Ordinal).ThenBy(one => one.Identity, StringComparer.Ordinal))
            foreach (var scope in tree.UpFrom(one.Resource))
            {
                if (!_below.TryGetValue(scope, out var list))
                    _below[scope] = list = [];
                list.Add(one);
            }
    }

    public IReadOnlyList<(string Resource, string Identity)> In(string scope) => _below.GetValueOrDefault(scope) ?? [];
}
