using System.Collections.Concurrent;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Resources of all types that have no store of their own. What the fleet was built with is made out of its machines when it is
/// asked for.</summary>
internal sealed class ResourceStore(SimulatedAzure azure) : IGroupContent
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredResource> _roots = new(StringComparer.OrdinalIgnoreCase);

    public SimulatedAzure Azure => azure;

    public DateTimeOffset Now => azure.Time.GetUtcNow();

    /// <summary>What makes resources out of the fleet.</summary>
    public List<IFleetResources> Fleet { get; } = [];

    /// <summary>Told of the type of each resource that is written or removed.</summary>
    public Action<ResourceType>? Written { get; set; }

    /// <summary>By what is used: who uses it.</summary>
    public ConcurrentDictionary<string, string> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By machine: the vault and the policy that protect it.</summary>
    public ConcurrentDictionary<string, (string? Vault, string Policy)> Protections { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Id of the machine that uses an interface; null: none.</summary>
    public string? UserOf(string id) =>
        UserThatIsThere(id) ?? Fleet.Select(source => source.UserOf(id)).FirstOrDefault(static one => one is not null);

    // A machine that is being deleted uses it until it is gone.
    private string? UserThatIsThere(string id) =>
        Users.TryGetValue(id, out var user) && azure.Fleet.Made.Find(user) is not { DeletedAt: not null } ? user : null;

    /// <summary>The resource with that id, whose case does not matter; null: there is none.</summary>
    public StoredResource? Find(string id)
    {
        var now = Now;
        lock (_lock)
        {
            if (_roots.TryGetValue(id, out var root))
                return root.Exists(now) ? root : null;
        }
        foreach (var source in Fleet)
        {
            if (source.Find(id) is { } made)
                return made;
        }
        return FindChild(id, now);
    }

    /// <summary>All of one type in a subscription or a group of it, in order of their ids.</summary>
    public IReadOnlyList<StoredResource> List(string? type, string subscription, string? group)
    {
        var (now, home) = (Now, group is null ? $"/subscriptions/{subscription}/"
            : $"/subscriptions/{subscription}/resourceGroups/{group}/");
        List<StoredResource> found;
        lock (_lock)
        {
            found = [
                .. _roots.Values.Where(one =>
                (type is null || one.Type.Name == type) && one.Exists(now) && one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase))];
        }
        var known = Known();
        foreach (var source in Fleet)
            found.AddRange(source.In(type, subscription, group).Where(one => !known.Contains(one.Id)));
        return [.. found.OrderBy(one => one.Id, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>All of one type that were made or changed since the beginning, wherever they are.</summary>
    public IReadOnlyList<StoredResource> Stored(string type)
    {
        var now = Now;
        lock (_lock)
        {
            return [.. _roots.Values.Where(one => one.Type.Name == type && one.Exists(now))];
        }
    }

    /// <summary>All of one type that were made or changed since the beginning, also those that are gone, in order of their ids.</summary>
    public IReadOnlyList<StoredResource> Ever(string type)
    {
        lock (_lock)
        {
            return [.. _roots.Values.Where(one => one.Type.Name == type).OrderBy(static one => one.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>Whether it was made or changed since the beginning, so that what the fleet was built with no longer holds.</summary>
    public bool Has(string id)
    {
        lock (_lock)
        {
            return _roots.ContainsKey(id);
        }
    }

    /// <summary>All of one type that may have to do with a resource: those that were made or changed, and what the fleet has in its
    /// group.</summary>
    public IEnumerable<StoredResource> Near(string type, string id)
    {
        var stored = Stored(type);
        foreach (var one in stored)
            yield return one;
        var parts = id.Split('/');
        if (parts.Length < 5)
            yield break;
        var known = Known();
        foreach (var one in Fleet.SelectMany(source => source.In(type, parts[2], parts[4])).Where(one => !known.Contains(one.Id)))
            yield return one;
    }

    /// <summary>From now on it is there; one that the fleet was built with is so anyway, but is kept once it is changed.</summary>
    public void Keep(StoredResource resource)
    {
        var root = resource.Root;
        lock (_lock)
        {
            _roots[root.Id] = root;
        }
        Written?.Invoke(root.Type);
    }

    /// <summary>It is gone, for good and at once, also where the fleet was built with it.</summary>
    public void Remove(StoredResource resource)
    {
        if (resource.Parent is { } parent)
        {
            parent.Remove(resource);
            return;
        }
        lock (_lock)
        {
            // What the fleet was built with must not come again.
            if (Fleet.Exists(source => source.Find(resource.Id) is not null))
                _roots[resource.Id] = resource;
            else
                _roots.Remove(resource.Id);
        }
        Written?.Invoke(resource.Type);
    }

    public IEnumerable<ResourceItem> In(string subscription, string? group, DateTimeOffset now) =>
        List(type: null, subscription, group).Select(one => Item(one, now));

    ResourceItem? IGroupContent.Find(string id, DateTimeOffset now) => Find(id) is { } found ? Item(found, now) : null;

    public OperationError? Keeps(ResourceItem item, IReadOnlySet<string> going, DateTimeOffset now) =>
        Find(item.Id) is { } found ? InUse(found, going) : null;

    /// <summary>Why it, or what hangs below it, cannot be deleted.</summary>
    public OperationError? InUse(StoredResource resource, IReadOnlySet<string> going) => resource.Type.InUse(resource, going)
        ?? resource.Children(Now).Select(child => InUse(child, going)).FirstOrDefault(static one => one is not null);

    public void Delete(ResourceItem item, LongOperation operation)
    {
        if (Find(item.Id) is not { } found)
            return;
        found.Deletion = operation with { Error = null, HasEffect = true };
        Keep(found);
    }

    public bool SetTags(ResourceItem item, SortedDictionary<string, string> tags, DateTimeOffset now, string caller)
    {
        if (Find(item.Id) is not { Type.IsTracked: true } found)
            return false;
        found.Tags = tags;
        found.Wrote(operation: null, now);
        Keep(found);
        return true;
    }

    // Also those that are gone, so that the fleet's do not come again.
    private HashSet<string> Known()
    {
        lock (_lock)
        {
            return _roots.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
    }

    private StoredResource? FindChild(string id, DateTimeOffset now)
    {
        var name = id.LastIndexOf('/');
        var type = name <= 0 ? -1 : id.LastIndexOf('/', name - 1);
        if (type <= 0 || id[..type].EndsWith("/providers", StringComparison.OrdinalIgnoreCase) || Find(id[..type]) is not { } parent)
            return null;
        return parent.Children(now).FirstOrDefault(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
    }

    private static ResourceItem Item(StoredResource one, DateTimeOffset now) => new(one.Id, one.Type.Name, one.Location)
    {
        Tags = one.Tags, Sku = one.Beside["sku"], Kind = one.Beside.Text("kind"), CreatedAt = one.CreatedAt, ChangedAt = one.ChangedAt,
            State = one.State(now),
    };
}

/// <summary>Resources that the fleet was built with, made out of its machines anew each time.</summary>
internal interface IFleetResources
{
    StoredResource? Find(string id);

    IEnumerable<StoredResource> In(string? type, string subscription, string? group);

    /// <summary>Id of the machine that it was built into; null: none, or the machine is gone.</summary>
    string? UserOf(string id);
}
