using System.Collections.Concurrent;
using OpsFunctions.Simulator.ScaleSetting;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator;

/// <summary>
/// Scale sets of uniform machines; none is there at the beginning. Their machines are no machines of the fleet, and need no capacity.
/// </summary>
public sealed class ScaleSets
{
    private readonly ConcurrentDictionary<string, ScaleSet> _all = new(StringComparer.OrdinalIgnoreCase);
    private readonly SimulatedAzure _azure;

    internal ScaleSets(SimulatedAzure azure) => _azure = azure;

    internal IEnumerable<ScaleSet> All => _all.Values.Where(IsThere).OrderBy(one => one.Id, StringComparer.Ordinal);

    /// <summary>Makes a set with so many running machines, at once.</summary>
    /// <param name="group">Resource group, which must be there.</param>
    /// <param name="name">Name, unique in the group.</param>
    /// <param name="size">Name of the machines' size.</param>
    /// <param name="capacity">How many machines, from 0.</param>
    /// <returns>Its resource id.</returns>
    /// <exception cref="ArgumentException">There is no such size, or there is a set of that name.</exception>
    public string Add(SimulatedResourceGroup group, string name, string size, int capacity)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        var known = SizeCatalogue.Find(size) ?? throw new ArgumentException($"There is no size '{size}'.", nameof(size));
        var id =
            $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/Microsoft.Compute/virtualMachineScaleSets/{name}";
        var set = new ScaleSet(id, group.SubscriptionId, group.Region, known.Name) { CreatedAt = _azure.Time.GetUtcNow() };
        set.Grow(capacity, _azure.Time.GetUtcNow(), _azure.Time.GetUtcNow());
        if (Find(id) is null)
            _all[id] = set;
        return Find(id) == set ? id : throw new ArgumentException($"There is a scale set {id}.", nameof(name));
    }

    /// <summary>How many machines a set is to have now; null: there is none of that id.</summary>
    public int? CapacityOf(string id) => Find(id)?.Capacity;

    internal void Keep(ScaleSet set) => _all[set.Id] = set;

    internal ScaleSet? Find(string id) => _all.GetValueOrDefault(id) is { } found && IsThere(found) ? found : null;

    private bool IsThere(ScaleSet set) => !(set.GoneAt <= _azure.Time.GetUtcNow());
}
