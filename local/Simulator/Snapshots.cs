using System.Collections.Concurrent;

namespace OpsFunctions.Simulator;

/// <summary>The snapshots there are.</summary>
public sealed class Snapshots
{
    private readonly ConcurrentDictionary<string, Snapshot> _all = new(StringComparer.OrdinalIgnoreCase);

    internal Snapshots()
    {
    }

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Snapshot> All => [.. _all.Values.OrderBy(one => one.Id, StringComparer.Ordinal)];

    internal Snapshot? Find(string id) => _all.GetValueOrDefault(id);

    internal void Keep(Snapshot snapshot) => _all[snapshot.Id] = snapshot;

    internal void Remove(string id) => _all.TryRemove(id, out _);
}
