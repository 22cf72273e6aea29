using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>The resource groups there are: the fleet's and those that were made since. One that is being deleted is there until its
/// operation ends.</summary>
internal sealed class ResourceGroups
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Subscription, string Name), Entry> _entries = [];
    private SimulatedResourceGroup[]? _all;
    private long _validUntil;

    public ResourceGroups(IReadOnlyList<SimulatedResourceGroup> groups)
    {
        foreach (var group in groups)
            _entries[Key(group.SubscriptionId, group.Name)] = new Entry(group, null);
    }

    /// <summary>Azure's time, by which a deletion ends.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>In order of subscription and name.</summary>
    public IReadOnlyList<SimulatedResourceGroup> All
    {
        get
        {
            lock (_lock)
            {
                Forget();
                return _all ??= [.. _entries.Values.Select(static one => one.Group)
                    .OrderBy(static one => one.SubscriptionId, StringComparer.Ordinal)
                        .ThenBy(static one => one.Name, StringComparer.Ordinal)];
            }
        }
    }

    public SimulatedResourceGroup? Find(string subscription, string name)
    {
        lock (_lock)
        {
            Forget();
            return _entries.TryGetValue(Key(subscription, name), out var entry) ? entry.Group : null;
        }
    }

    /// <summary>Adds it, or puts it in the place of the one of its name.</summary>
    public void Keep(SimulatedResourceGroup group)
    {
        lock (_lock)
        {
            var key = Key(group.SubscriptionId, group.Name);
            _entries[key] = new Entry(group, _entries.GetValueOrDefault(key)?.Deletion);
            _all = null;
        }
    }

    public void Delete(SimulatedResourceGroup group, LongOperation deletion)
    {
        lock (_lock)
        {
            _entries[Key(group.SubscriptionId, group.Name)] = new Entry(group, deletion);
            _validUntil = 0;
        }
    }

    /// <summary>The operation that is deleting it; null: none.</summary>
    public LongOperation? Deleting(SimulatedResourceGroup group)
    {
        lock (_lock)
        {
            return Time is not null && _entries.GetValueOrDefault(Key(group.SubscriptionId, group.Name))?.Deletion is { } deletion
                && deletion.IsInProgress(Time.GetUtcNow()) ? deletion : null;
        }
    }

    private void Forget()
    {
        if (Time is null || _validUntil == long.MaxValue)
            return;
        var now = Time.GetUtcNow().UtcTicks;
        if (now < _validUntil)
            return;
        _validUntil = long.MaxValue;
        foreach (var (key, entry) in _entries.ToList())
        {
            if (entry.Deletion is not { } deletion)
                continue;
            if (deletion.End.UtcTicks > now)
                _validUntil = Math.Min(_validUntil, deletion.End.UtcTicks);
            else if (deletion.HasEffect)
                _all = _entries.Remove(key) ? null : _all;
            else
                _entries[key] = entry with { Deletion = null };
        }
    }

    private static (string Subscription, string Name) Key(string subscription, string name) =>
        (subscription.ToLowerInvariant(), name.ToLowerInvariant());

    private sealed record Entry(SimulatedResourceGroup Group, LongOperation? Deletion);
}
