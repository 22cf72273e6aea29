using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>The network interfaces that the fleet's machines were built with, and the networks these are in: one a group and
/// region.</summary>
internal sealed class FleetNetworks(SimulatedAzure azure) : IFleetResources
{
    private const string Cards = "/providers/Microsoft.Network/networkInterfaces/";
    private const string Networks = "/providers/Microsoft.Network/virtualNetworks/vnet-";
    private const string Space = "10.0.0.0/8";

    public StoredResource? Find(string id)
    {
        if (id.Contains(Cards, StringComparison.OrdinalIgnoreCase))
            return OwnerOf(id) is { } owner
                ? CardsOf(owner).FirstOrDefault(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) : null;
        if (id.IndexOf(Networks, StringComparison.OrdinalIgnoreCase) is not (> 0 and var network)
            || id.Split('/') is not { Length: 9 } parts)
            return null;
        var region = id[(network + Networks.Length)..];
        var first = azure.Fleet.Machines.FirstOrDefault(
            one => Has(one, parts[2], parts[4]) && one.Region.Equals(region, StringComparison.OrdinalIgnoreCase));
        return first is null ? null : NetworkOf(first);
    }

    public IEnumerable<StoredResource> In(string? type, string subscription, string? group)
    {
        var (wantsCards, wantsNetworks) =
            (type is null || type == NetworkTypes.Interface.Name, type is null || type == NetworkTypes.VirtualNetwork.Name);
        if (!wantsCards && !wantsNetworks)
            yield break;
        var networks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var machine in azure.Fleet.Machines.Where(one => one.DeletedAt is null && Has(one, subscription, group)))
        {
            foreach (var card in wantsCards ? CardsOf(machine) : [])
                yield return card;
            if (wantsNetworks && networks.Add(machine.ResourceGroup + machine.Region))
                yield return NetworkOf(machine);
        }
    }

    public string? UserOf(string id) => OwnerOf(id)?.Id;

    // The name of an interface tells whose it is.
    private Machine? OwnerOf(string id)
    {
        var card = id.IndexOf(Cards, StringComparison.OrdinalIgnoreCase);
        var suffix = id.LastIndexOf("-nic", StringComparison.OrdinalIgnoreCase);
        if (card < 0 || suffix < card + Cards.Length)
            return null;
        var machine = azure.Fleet.Present($"{id[..card]}/providers/Microsoft.Compute/virtualMachines/{id[(card + Cards.Length)..suffix]}");
        var isIts = machine is not null && Enumerable.Range(0, machine.Platform.NetworkInterfaces)
            .Any(index => NetworkInterfaceDocument.IdOf(machine, index).Equals(id, StringComparison.OrdinalIgnoreCase));
        return isIts ? machine : null;
    }

    private IEnumerable<StoredResource> CardsOf(Machine machine)
    {
        for (var i = 0; i < machine.Platform.NetworkInterfaces; i++)
        {
            var properties = NetworkInterfaceDocument.Properties(machine, i);
            properties.Remove("provisioningState");
            properties.Remove("resourceGuid");
            yield return new StoredResource(
                azure.Resources.Store, NetworkTypes.Interface, NetworkInterfaceDocument.IdOf(machine, i), parent: null, machine.CreatedAt)
            {
                Location = machine.Region, Properties = properties, Beside = new JsonObject { ["kind"] = "Regular" },
            };
        }
    }

    private StoredResource NetworkOf(Machine machine)
    {
        var id = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}{Networks}{machine.Region}";
        var network = new StoredResource(azure.Resources.Store, NetworkTypes.VirtualNetwork, id, parent: null, machine.CreatedAt)
        {
            Location = machine.Region,
            Properties = new JsonObject
            {
                ["addressSpace"] = new JsonObject { ["addressPrefixes"] = new JsonArray(Space) },
                ["privateEndpointVNetPolicies"] = "Disabled",
                ["enableDdosProtection"] = false,
            },
        };
        network.Add(new StoredResource(azure.Resources.Store, NetworkTypes.Subnet, id + "/subnets/default", network, machine.CreatedAt)
        {
            Properties = new JsonObject
            {
                ["addressPrefix"] = Space, ["delegations"] = new JsonArray(), ["privateEndpointNetworkPolicies"] = "Disabled",
                    ["privateLinkServiceNetworkPolicies"] = "Enabled",
            },
        });
        return network;
    }

    private static bool Has(Machine machine, string subscription, string? group) =>
        machine.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)
        && (group is null || machine.ResourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase));
}
