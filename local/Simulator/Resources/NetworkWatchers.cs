using OpsFunctions.Simulator.Network;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Documented: with the first network of a region in a subscription Azure makes a watcher of its own, in a group of its own. Where
/// the fleet has networks, that was long ago, and is not shown.</summary>
internal static class NetworkWatchers
{
    private const string Group = "NetworkWatcherRG";

    public static void Follow(SimulatedAzure azure, StoredResource made)
    {
        if (made.Type.Name != NetworkTypes.VirtualNetwork.Name || made.Location is not { } region)
            return;
        var (store, subscription) = (azure.Resources.Store, made.Id.Split('/')[2]);
        if (store.List(made.Type.Name, subscription, group: null).Any(one => one.Location == region && one.Id != made.Id))
            return;
        var group = azure.Fleet.Groups.Find(subscription, Group) ?? new SimulatedResourceGroup(
            subscription, Group, region, new SortedDictionary<string, string>(StringComparer.Ordinal));
        azure.Fleet.Groups.Keep(group);
        var id = $"{group.Id}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_{region}";
        if (store.Find(id) is null)
            store.Keep(ForeignType.Make(store, id, region, []));
    }
}
