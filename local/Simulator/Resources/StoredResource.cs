using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>A resource, and what hangs below it. Changed only while <see cref="SimulatedAzure.Changing"/> is held.</summary>
internal sealed class StoredResource(ResourceStore store, ResourceType type, string id, StoredResource? parent, DateTimeOffset createdAt)
{
    private readonly List<StoredResource> _children = [];
    private int _version;

    public ResourceStore Store => store;

    public ResourceType Type => type;

    public string Id => id;

    public string Name { get; } = id[(id.LastIndexOf('/') + 1)..];

    public StoredResource? Parent => parent;

    /// <summary>What its version is counted by: a child's is that of what it hangs on.</summary>
    public StoredResource Root => parent?.Root ?? this;

    public string? Location { get; set; }

    public SortedDictionary<string, string>? Tags { get; set; }

    public JsonObject Properties { get; set; } = [];

    /// <summary>sku, kind, zones.</summary>
    public JsonObject Beside { get; set; } = [];

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ChangedAt { get; private set; } = createdAt;

    public LongOperation? Write { get; private set; }

    public LongOperation? Deletion { get; set; }

    public IEnumerable<StoredResource> Children(DateTimeOffset now) => _children.Where(one => one.Exists(now));

    public StoredResource? Child(ResourceType of, string name, DateTimeOffset now) =>
        Children(now).FirstOrDefault(one => one.Type.Name == of.Name && one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public void Add(StoredResource child) => _children.Add(child);

    // By its id: what the fleet was built with is made anew for each request.
    public void Remove(StoredResource child) => _children.RemoveAll(one => one.Id.Equals(child.Id, StringComparison.OrdinalIgnoreCase));

    /// <summary>It takes the place of another: its versions go on, and what hangs below it stays where nothing else is said.</summary>
    public void Follow(StoredResource former, Func<StoredResource, bool> keeps)
    {
        _version = former._version;
        foreach (var child in former._children.Where(keeps))
            _children.Add(child.Below(this));
    }

    private StoredResource Below(StoredResource other)
    {
        var copy = new StoredResource(store, type, id, other, CreatedAt)
        {
            Location = Location, Tags = Tags, Properties = Properties, Beside = Beside, Deletion = Deletion, Write = Write,
                ChangedAt = ChangedAt,
        };
        foreach (var child in _children)
            copy._children.Add(child.Below(copy));
        return copy;
    }

    public bool Exists(DateTimeOffset now) => Deletion is not { HasEffect: true } deletion || now < deletion.End;

    /// <summary>It was written; an operation shows as Updating until its end.</summary>
    public void Wrote(LongOperation? operation, DateTimeOffset now)
    {
        (Write, ChangedAt) = (operation, now);
        Root._version++;
    }

    public string State(DateTimeOffset now)
    {
        if (Deletion?.IsInProgress(now) is true)
            return "Deleting";
        if (Write is null || now < Write.Start)
            return "Succeeded";
        return Write.IsInProgress(now) ? "Updating" : Write.Error is null ? "Succeeded" : "Failed";
    }

    /// <summary>An operation on it, or on what hangs below it, that is not over.</summary>
    public LongOperation? Busy(DateTimeOffset now)
    {
        if (Write?.IsInProgress(now) is true)
            return Write;
        return Deletion?.IsInProgress(now) is true ? Deletion
            : _children.Select(one => one.Busy(now)).FirstOrDefault(one => one is not null);
    }

    // Settling is a change, too.
    public string Etag(DateTimeOffset now) =>
        $"W/\"{Noise.Id(Noise.Mix(Noise.Of(Root.Id.ToLowerInvariant()), (Root._version * 2) + (Root.Busy(now) is null ? 1 : 0)), "etag")}\"";

    /// <summary>As a reading of it answers, with all that hangs below it.</summary>
    public JsonObject Document(DateTimeOffset now)
    {
        var document = new JsonObject { ["name"] = Name, ["id"] = id };
        if (type.IsOfNetwork)
            document["etag"] = Etag(now);
        document["type"] = type.Name;
        if (Location is { } location)
            document["location"] = location;
        if (Tags is { } tags)
            document["tags"] = TagText.Of(tags);
        foreach (var (name, value) in Beside)
            document[name] = value?.DeepClone();
        var properties = new JsonObject();
        if (type.IsOfNetwork)
            properties["provisioningState"] = State(now);
        if (type.IsOfNetwork && type.IsTracked)
            properties["resourceGuid"] = Noise.Id(Noise.Of(id.ToLowerInvariant()) ^ (ulong)CreatedAt.UtcTicks, "resource").ToString();
        foreach (var (name, value) in Properties)
            properties[name] = value?.DeepClone();
        foreach (var child in type.Children)
            properties[child.Within!] = new JsonArray(
                [.. Children(now).Where(one => one.Type.Name == child.Name).Select(one => one.Document(now))]);
        document["properties"] = properties;
        type.Show(this, document);
        return document;
    }
}
