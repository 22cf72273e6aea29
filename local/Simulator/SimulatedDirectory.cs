using System.Collections.Concurrent;

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

    /// <summary>How Azure names its kind in an assignment.</summary>
    public string PrincipalType => Kind switch
    {
        DirectoryKind.Group => "Group",
        DirectoryKind.User => "User",
        _ => "ServicePrincipal",
    };
}

/// <summary>
/// The tenant's directory, as Microsoft Graph and role assignments see it. At first there is the app's managed identity alone, which may
/// read
/// nothing of it.
/// </summary>
public sealed class SimulatedDirectory
{
    private readonly ConcurrentDictionary<string, DirectoryObject> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _arrivals = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<string>> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _permissions = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _time;

    internal SimulatedDirectory(TimeProvider time) => _time = time;

    /// <summary>All objects, in order of their ids.</summary>
    public IReadOnlyList<DirectoryObject> All => [.. _objects.Values.OrderBy(static one => one.Id, StringComparer.Ordinal)];

    /// <summary>Adds an object, or puts it in the place of the one with its id.</summary>
    /// <param name="one">What.</param>
    /// <param name="arrivesAfter">How long Azure Resource Manager does not know it yet. Azure: seconds to minutes. Default: at
    /// once.</param>
    public void Add(DirectoryObject one, TimeSpan arrivesAfter = default)
    {
        ArgumentNullException.ThrowIfNull(one);
        _objects[one.Id] = one;
        _arrivals[one.Id] = _time.GetUtcNow() + arrivesAfter;
    }

    /// <summary>Takes an object away, out of all groups too. Role assignments that name it stay.</summary>
    public void Remove(string id)
    {
        _objects.TryRemove(id, out _);
        lock (_lock)
        {
            _members.Remove(id);
            foreach (var list in _members.Values)
                list.RemoveAll(one => one.Equals(id, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Makes an object a member of a group.</summary>
    public void AddMember(string group, string member)
    {
        lock (_lock)
        {
            if (!_members.TryGetValue(group, out var list))
                _members[group] = list = [];
            if (!list.Contains(member, StringComparer.OrdinalIgnoreCase))
                list.Add(member);
        }
    }

    /// <summary>Takes an object out of a group.</summary>
    public void RemoveMember(string group, string member)
    {
        lock (_lock)
        {
            _members.GetValueOrDefault(group)?.RemoveAll(one => one.Equals(member, StringComparison.OrdinalIgnoreCase));
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
    public DirectoryObject? Find(string id) => _objects.GetValueOrDefault(id);

    /// <summary>Members of a group, those of groups in it and these groups themselves, each once.</summary>
    public IReadOnlyList<DirectoryObject> TransitiveMembers(string group)
    {
        var (found, seen, open) = (new List<DirectoryObject>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase),
            new Queue<string>([group]));
        while (open.TryDequeue(out var id))
        {
            foreach (var member in MembersOf(id).Where(seen.Add))
            {
                open.Enqueue(member);
                if (Find(member) is { } one)
                    found.Add(one);
            }
        }
        return found;
    }

    /// <summary>Direct members of a group.</summary>
    public IReadOnlyList<DirectoryObject> Members(string group) => [.. MembersOf(group).Select(Find).OfType<DirectoryObject>()];

    /// <summary>Ids of the groups that an object is in, also through other groups.</summary>
    public IReadOnlySet<string> GroupsOf(string id)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        lock (_lock)
        {
            if (_members.Count == 0)
                return found;
            var open = new Queue<string>([id]);
            while (open.TryDequeue(out var member))
            {
                foreach (var (group, list) in _members)
                {
                    if (list.Contains(member, StringComparer.OrdinalIgnoreCase) && found.Add(group))
                        open.Enqueue(group);
                }
            }
        }
        return found;
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

    private List<string> MembersOf(string group)
    {
        lock (_lock)
        {
            return [.. _members.GetValueOrDefault(group) ?? []];
        }
    }
}
