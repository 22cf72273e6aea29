using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>Steps that roles of the directory and permissions of Microsoft Graph allow, within their limits.</summary>
internal sealed class DirectoryEdges
{
    private const string Unit = "/administrativeunits/";

    private readonly AccessIndex _index;
    private readonly EscalationGraph _graph;
    private readonly HashSet<string> _protected;
    private readonly HashSet<string> _filled = new(StringComparer.Ordinal);

    public DirectoryEdges(AccessIndex index, EscalationGraph graph)
    {
        (_index, _graph) = (index, graph);
        _protected = index.Facts.DirectoryGrants.SelectMany(grant => index.PeopleOf(grant.PrincipalId).Append(grant.PrincipalId))
            .Concat(index.Groups.Where(group => group.IsRoleAssignable)
                .SelectMany(group => index.PeopleOf(group.Id).Concat(group.Owners).Concat(group.Eligible)))
            .ToHashSet(StringComparer.Ordinal);
    }

    public void Add()
    {
        foreach (var grant in _index.Facts.DirectoryGrants.OrderBy(one => (one.PrincipalId, one.RoleId, one.Scope)))
        {
            var name = DirectoryPowers.NameOf(grant.RoleId);
            AddPowers(
                grant.PrincipalId, DirectoryPowers.OfRole(grant.RoleId), ScopeTree.Plain(grant.Scope),
                new($"is {name}", IsEligible: grant.IsEligible));
        }
        foreach (var grant in _index.Facts.GraphGrants.OrderBy(one => (one.PrincipalId, one.Permission)))
        {
            var (powers, step) = (DirectoryPowers.OfPermission(grant.Permission), new Step($"has {grant.Permission} of Microsoft Graph"));
            AddPowers(grant.PrincipalId, powers & ~Power.Everything, ScopeTree.Root, step);
            if (!powers.HasFlag(Power.Everything))
                continue;
            // It has not the role, it can make itself have it.
            var maker = new Node(NodeKind.Many, nameof(Power.Everything));
            _graph.Add(new(NodeKind.Principal, grant.PrincipalId), maker, step);
            if (_filled.Add(maker.Name))
                _graph.Add(
                    maker, new(NodeKind.Target, ScopeTree.Root),
                    new("makes itself Global Administrator, who can give himself rights at the root"));
        }
    }

    private void AddPowers(string principal, Power powers, string scope, Step step)
    {
        var from = new Node(NodeKind.Principal, principal);
        foreach (var power in Enum.GetValues<Power>().Where(one => one != Power.None && powers.HasFlag(one)))
        {
            if (power == Power.Everything)
            {
                // In an administrative unit or over one object it is not everything.
                if (scope == ScopeTree.Root)
                    _graph.Add(from, new(NodeKind.Target, ScopeTree.Root), step);
                continue;
            }
            var many = new Node(NodeKind.Many, $"{power} {scope}");
            _graph.Add(from, many, step);
            if (_filled.Add(many.Name))
                foreach (var one in Under(power, scope))
                    _graph.Add(many, new(NodeKind.Principal, one), new(WordsOf(power)));
        }
    }

    private IEnumerable<string> Under(Power power, string scope)
    {
        var all = power switch
        {
            Power.AnyUser => Users(),
            Power.OrdinaryUsers => Users().Where(id => !_protected.Contains(id)),
            Power.Applications => _index.Facts.Principals
                .Where(one => one is { Kind: PrincipalKind.ServicePrincipal, IsManagedIdentity: false, AppId: not null })
                .Select(one => one.Id),
            Power.OrdinaryGroups => _index.Groups.Where(group => group is { IsRoleAssignable: false, IsDynamic: false })
                .Select(group => group.Id),
            _ => _index.Groups.Select(group => group.Id),
        };
        all = all.Order(StringComparer.Ordinal);
        if (scope == ScopeTree.Root)
            return all;
        // Over the members of a unit, or over one object: an application's own id stands for its service principal.
        var inside = scope.StartsWith(Unit, StringComparison.Ordinal)
            ? _index.Facts.AdministrativeUnits.GetValueOrDefault(scope[Unit.Length..]) ?? []
            : Of(scope.TrimStart('/'));
        var members = inside.ToHashSet(StringComparer.Ordinal);
        return all.Where(members.Contains);
    }

    private IReadOnlyList<string> Of(string id)
    {
        var application = _index.Facts.Applications.FirstOrDefault(one => one.Id == id);
        return application is null ? [id] : [.. _index.Facts.Principals
            .Where(one => string.Equals(one.AppId, application.AppId, StringComparison.OrdinalIgnoreCase)).Select(one => one.Id)];
    }

    private IEnumerable<string> Users() => _index.Facts.Principals.Where(one => one.Kind == PrincipalKind.User).Select(one => one.Id);

    private static string WordsOf(Power power) => power switch
    {
        Power.AnyUser or Power.OrdinaryUsers => "sets the password of",
        Power.Applications => "gives a secret to",
        _ => "joins",
    };
}
