using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Network;

namespace OpsFunctions.Simulator.Resources;

/// <summary>What somebody else makes, of whatever type: it is there, shows in lists and goes with its group; nothing more is known of
/// it.</summary>
internal static class ForeignType
{
    public static StoredResource Make(ResourceStore store, string id, string region, SortedDictionary<string, string> tags)
    {
        var parts = id.Split('/');
        var name = $"{parts[6]}/{parts[7]}";
        var type = NetworkTypes.All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? new ResourceType(name, parts[7]) { Shape = new(), Properties = static _ => [] };
        var made = new StoredResource(store, type, id, parent: null, store.Now) { Location = region, Tags = tags };
        if (type.Name == NetworkTypes.VirtualNetwork.Name)
            made.Properties = new JsonObject { ["addressSpace"] = new JsonObject { ["addressPrefixes"] = new JsonArray("10.250.0.0/16") } };
        made.Wrote(operation: null, store.Now);
        return made;
    }
}
