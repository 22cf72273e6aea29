using System.Collections.Concurrent;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.People;

namespace OpsFunctions.Simulator;

/// <summary>
/// The tenant's directory, as Microsoft Graph and role assignments see it. At first there is the app's managed identity alone, which may
/// read
/// nothing of it, and Microsoft Graph's own service principal. What is put in here leaves no trace; <see cref="SimulatedPeople"/> does
/// the same with one.
/// </summary>
public sealed class SimulatedDirectory
{
    private static readonly TimeSpan Restorable = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, DirectoryObject> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _arrivals = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<string>> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _groupsOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> _owners = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> _units = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<DirectoryKind, string[]> _sorted = [];
    private readonly Dictionary<string, (DirectoryObject One, DateTimeOffset At)> _deleted = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _permissions = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<GraphGrant> _grants = [];
    private readonly List<DirectoryRole> _roles = [];
    private readonly List<DirectoryRole> _eligibleRoles = [];
    private readonly List<EligibleMember> _eligibleMembers = [];
    private readonly List<DirectoryAudit> _audits = [];
    private readonly List<DirectorySignIn> _signIns = [];
    private readonly TimeProvider _time;
    private readonly string _principalId;
    private readonly DirectoryObject _graph;

    internal SimulatedDirectory(TimeProvider time, string tenantId, string principalId)
    {
        (_time, _principalId) = (time, principalId);
        _graph = new DirectoryObject(
            Noise.Id(Noise.Of(tenantId), "graph").ToString(), DirectoryKind.ServicePrincipal, "Microsoft Graph")
        {
            AppId = GraphRoles.AppId, AppOwnerOrganizationId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        };
    }

    /// <summary>Whether the tenant has Entra ID P2; without, what needs it is refused. Default: true.</summary>
    public bool HasPremium { get; set; } = true;

    /// <summary>How long audits and sign-ins are kept: documented 30 days with P1 or P2. Default: 30 days.</summary>
    public TimeSpan LogRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Object id of Microsoft Graph's own service principal. It is listed and read, but not in <see cref="All"/>.</summary>
    public string GraphId => _graph.Id;

    /// <summary>All objects, in order of their ids.</summary>
    public IReadOnlyList<DirectoryObject> All => [.. _objects.Values.OrderBy(static one => one.Id, StringComparer.Ordinal)];

    /// <summary>Adds an object, or puts it in the place of the one with its id.</summary>
    /// <param name="one">What.</param>
    /// <param name="arrivesAfter">How long Azure Resource Manager does not know it yet. Azure: seconds to minutes. Default: at
    /// once.</param>
    public void Add(DirectoryObject one, TimeSpan arrivesAfter = default)
    {
        ArgumentNullException.ThrowIfNull(one);
        var isNew = !_objects.TryGetValue(one.Id, out var former) || former.Kind != one.Kind;
        _objects[one.Id] = one;
        if (arrivesAfter > TimeSpan.Zero)
            _arrivals[one.Id] = _time.GetUtcNow() + arrivesAfter;
        else
            _arrivals.TryRemove(one.Id, out _);
        if (isNew)
            Unsort();
    }

    /// <summary>Takes an object away, out of all groups too. Role assignments that name it stay; a user can be restored for 30
    /// days.</summary>
    public void Remove(string id)
    {
        _objects.TryRemove(id, out var removed);
        lock (_lock)
        {
            if (removed is { Kind: DirectoryKind.User })
                _deleted[id] = (removed, _time.GetUtcNow());
            foreach (var member in _members.GetValueOrDefault(id) ?? [])
                _groupsOf.GetValueOrDefault(member)?.Remove(id);
            _members.Remove(id);
            foreach (var group in _groupsOf.GetValueOrDefault(id) ?? [])
                Without(_members, group, id);
            _groupsOf.Remove(id);
            foreach (var list in _owners.Values.Concat(_units.Values))
                list.RemoveAll(one => Same(one, id));
            _owners.Remove(id);
            _roles.RemoveAll(one => Same(one.PrincipalId, id));
            _eligibleRoles.RemoveAll(one => Same(one.PrincipalId, id));
            _eligibleMembers.RemoveAll(one => Same(one.PrincipalId, id) || Same(one.GroupId, id));
            _grants.RemoveAll(one => Same(one.PrincipalId, id));
            _sorted.Clear();
        }
    }

    /// <summary>Makes an object a member of a group.</summary>
    public void AddMember(string group, string member)
    {
        lock (_lock)
        {
            if (!_groupsOf.TryGetValue(member, out var groups))
                _groupsOf[member] = groups = new(StringComparer.OrdinalIgnoreCase);
            if (groups.Add(group))
                ListOf(_members, group).Add(member);
        }
    }

    /// <summary>Takes an object out of a group.</summary>
    public void RemoveMember(string group, string member)
    {
        lock (_lock)
        {
            Without(_members, group, member);
            _groupsOf.GetValueOrDefault(member)?.Remove(group);
        }
    }

    /// <summary>Makes somebody an owner of a group, application or service principal.</summary>
    public void AddOwner(string id, string owner)
    {
        lock (_lock)
        {
            var list = ListOf(_owners, id);
            if (!list.Contains(owner, StringComparer.OrdinalIgnoreCase))
                list.Add(owner);
        }
    }

    /// <summary>Makes an object a member of an administrative unit, which is there from then on.</summary>
    public void AddToUnit(string unit, string member)
    {
        lock (_lock)
        {
            ListOf(_units, unit).Add(member);
        }
    }

    /// <summary>Gives a role of the directory for good, or lets it be activated.</summary>
    public void AddRole(DirectoryRole role, bool isEligible = false)
    {
        lock (_lock)
        {
            (isEligible ? _eligibleRoles : _roles).Add(role);
        }
    }

    /// <summary>Takes a role of the directory away, standing or eligible.</summary>
    public void RemoveRole(string id)
    {
        lock (_lock)
        {
            _roles.RemoveAll(one => Same(one.Id, id));
            _eligibleRoles.RemoveAll(one => Same(one.Id, id));
        }
    }

    /// <summary>Lets somebody activate a membership or ownership of a group.</summary>
    public void AddEligibleMember(EligibleMember member)
    {
        lock (_lock)
        {
            _eligibleMembers.Add(member);
        }
    }

    /// <summary>Gives a service principal an application permission of Microsoft Graph. For the managed identity, see
    /// <see cref="Permit"/>.</summary>
    public void GrantPermission(string principalId, string permission)
    {
        lock (_lock)
        {
            var id = Noise.Id(Noise.Of($"{principalId} {permission}"), "grant").ToString();
            if (!_grants.Exists(one => Same(one.Id, id)))
                _grants.Add(new GraphGrant(id, principalId, permission, _time.GetUtcNow()));
        }
    }

    /// <summary>Somebody signs in, or tries to.</summary>
    public void SignIn(string userId, bool succeeds = true)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            _signIns.Add(new DirectorySignIn(now, userId, succeeds));
        }
        if (Find(userId) is { Kind: DirectoryKind.User } user)
            Add(user with { LastSignIn = now, LastSuccessfulSignIn = succeeds ? now : user.LastSuccessfulSignIn });
    }

    /// <summary>Notes a sign-in of the past in the log alone.</summary>
    public void Note(DirectorySignIn signIn)
    {
        lock (_lock)
        {
            _signIns.Add(signIn);
        }
    }

    /// <summary>Notes what was done in the directory.</summary>
    public void Note(DirectoryAudit audit)
    {
        lock (_lock)
        {
            _audits.Add(audit);
        }
    }

    /// <summary>Gives the managed identity application permissions of Microsoft Graph: Directory.Read.All, User.Read.All, …</summary>
    public void Permit(params IReadOnlyList<string> permissions)
    {
        lock (_lock)
        {
            _permissions.UnionWith(permissions);
        }
    }

    /// <summary>Takes all permissions of Microsoft Graph from the managed identity.</summary>
    public void Forbid()
    {
        lock (_lock)
        {
            _permissions.Clear();
        }
    }

    /// <summary>The object with that id; null: there is none.</summary>
    public DirectoryObject? Find(string id) => _objects.GetValueOrDefault(id) ?? (Same(id, _graph.Id) ? _graph : null);

    /// <summary>Members of a group, those of groups in it and these groups themselves, each once.</summary>
    public IReadOnlyList<DirectoryObject> TransitiveMembers(string group)
    {
        var (found, seen, open) = (new List<DirectoryObject>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase),
            new Queue<string>([group]));
        while (open.TryDequeue(out var id))
        {
            foreach (var member in ListOfMembers(id).Where(seen.Add))
            {
                open.Enqueue(member);
                if (Find(member) is { } one)
                    found.Add(one);
            }
        }
        return found;
    }

    /// <summary>Direct members of a group.</summary>
    public IReadOnlyList<DirectoryObject> Members(string group) => Objects(ListOfMembers(group));

    /// <summary>Owners of a group, application or service principal.</summary>
    public IReadOnlyList<DirectoryObject> Owners(string id) => Objects(Copy(_owners, id));

    /// <summary>Ids of the groups that an object is in, also through other groups.</summary>
    public IReadOnlySet<string> GroupsOf(string id)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        lock (_lock)
        {
            var open = new Queue<string>([id]);
            while (open.TryDequeue(out var member))
            {
                foreach (var group in _groupsOf.GetValueOrDefault(member) ?? [])
                {
                    if (found.Add(group))
                        open.Enqueue(group);
                }
            }
        }
        return found;
    }

    /// <summary>Roles of the directory that somebody has for good.</summary>
    public IReadOnlyList<DirectoryRole> StandingRoles => Copy(_roles);

    /// <summary>Roles of the directory that somebody may activate.</summary>
    public IReadOnlyList<DirectoryRole> EligibleRoles => Copy(_eligibleRoles);

    /// <summary>Who may activate a membership or ownership of a group.</summary>
    public IReadOnlyList<EligibleMember> EligibleMembers => Copy(_eligibleMembers);

    /// <summary>Audits that are still kept, newest first.</summary>
    public IReadOnlyList<DirectoryAudit> Audits => [.. Kept(_audits, static one => one.Time)];

    /// <summary>Sign-ins that are still kept, newest first.</summary>
    public IReadOnlyList<DirectorySignIn> SignIns => [.. Kept(_signIns, static one => one.Time)];

    /// <summary>Application permissions of Microsoft Graph, those of the managed identity too.</summary>
    public IReadOnlyList<GraphGrant> Grants
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _permissions.Order(StringComparer.Ordinal).Select(one => new GraphGrant(
                        Noise.Id(Noise.Of(_principalId), one).ToString(), _principalId, one, Roles.Deployment)),
                    .. _grants,
                ];
            }
        }
    }

    /// <summary>Users that were deleted and can still be restored.</summary>
    public IReadOnlyList<DirectoryObject> DeletedUsers
    {
        get
        {
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                return [.. _deleted.Values.Where(one => now - one.At < Restorable).Select(static one => one.One)
                    .OrderBy(static one => one.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Ids of one kind in order, Microsoft Graph's own service principal too; made once, however many pages are read.</summary>
    internal IReadOnlyList<string> Sorted(DirectoryKind kind)
    {
        lock (_lock)
        {
            if (_sorted.TryGetValue(kind, out var ids))
                return ids;
            var own = kind is DirectoryKind.ServicePrincipal ? (DirectoryObject[])[_graph] : [];
            var all = _objects.Values.Where(one => one.Kind == kind).Concat(own);
            ids = [.. all.Select(static one => one.Id).Order(StringComparer.Ordinal)];
            return _sorted[kind] = ids;
        }
    }

    /// <summary>Members of an administrative unit; null: there is none.</summary>
    internal IReadOnlyList<DirectoryObject>? Unit(string id)
    {
        lock (_lock)
        {
            if (!_units.ContainsKey(id))
                return null;
        }
        return Objects(Copy(_units, id));
    }

    /// <summary>Whether Azure Resource Manager knows it already.</summary>
    internal bool HasArrived(string id) => _objects.ContainsKey(id) && _arrivals.GetValueOrDefault(id) <= _time.GetUtcNow();

    internal bool HasPermission(params ReadOnlySpan<string> oneOf)
    {
        lock (_lock)
        {
            foreach (var permission in oneOf)
            {
                if (_permissions.Contains(permission))
                    return true;
            }
            return false;
        }
    }

    private List<DirectoryObject> Objects(List<string> ids) => [.. ids.Select(Find).OfType<DirectoryObject>()];

    private List<string> ListOfMembers(string group) => Copy(_members, group);

    private List<string> Copy(Dictionary<string, List<string>> lists, string id)
    {
        lock (_lock)
        {
            return [.. lists.GetValueOrDefault(id) ?? []];
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }

    private IEnumerable<T> Kept<T>(List<T> list, Func<T, DateTimeOffset> time)
    {
        var now = _time.GetUtcNow();
        return Copy(list).Where(one => time(one) <= now && now - time(one) <= LogRetention).OrderByDescending(time);
    }

    private void Unsort()
    {
        lock (_lock)
        {
            _sorted.Clear();
        }
    }

    private static List<string> ListOf(Dictionary<string, List<string>> lists, string id)
    {
        if (!lists.TryGetValue(id, out var list))
            lists[id] = list = [];
        return list;
    }

    private static void Without(Dictionary<string, List<string>> lists, string list, string id) =>
        lists.GetValueOrDefault(list)?.RemoveAll(one => Same(one, id));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
