using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Management;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>What other parties connect a network to, and where that shows.</summary>
public sealed class ConnectedNetworkTests
{
    [Fact]
    public async Task A_connected_group_is_no_peering_and_shows_in_routes_configurations_and_from_inside()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        var network = await clients.MakeNetwork(source);
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");
        var production = NetworkInterfaceDocument.AddressOf(source, 0);
        Assert.Empty(await Configurations(clients, network));
        Assert.DoesNotContain("ConnectedGroup", await Hops(clients, "nic-one"));

        clients.Azure.Networks.Connect(network, production + "/32");

        Assert.Equal("Mesh", Assert.Single(await Configurations(clients, network)).GetProperty("properties").Text("connectivityTopology"));
        Assert.Contains("ConnectedGroup", await Hops(clients, "nic-one"));
        Assert.Equal("p=open", await clients.Run(source, machine, $"tcp p {production} 443"));
        Assert.False((await clients.Read(network)).TryGetProperty("virtualNetworkPeerings", out var peerings)
            && peerings.GetArrayLength() > 0);
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task Policy_connects_a_new_network_minutes_after_its_creation_and_no_older_one()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        clients.Azure.Networks.ConnectNew(Clones.Group, TimeSpan.FromMinutes(10), "10.1.0.0/16");
        var network = await clients.MakeNetwork(source);
        Assert.Empty(await Configurations(clients, network));
        clients.Advance(600);
        Assert.Single(await Configurations(clients, network));
        Assert.Empty(await Configurations(clients,
            $"{source.Id.Split("/providers/")[0]}/providers/Microsoft.Network/virtualNetworks/vnet-{source.Region}"));
    }

    [Fact]
    public async Task A_peering_of_another_party_is_connected_at_once_and_leads_there()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        var network = await clients.MakeNetwork(source);
        await clients.MakeMachine(source, "one", "10.9.0.4");

        clients.Azure.Networks.Peer(network, "/subscriptions/x/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub",
            "10.1.0.0/16");

        var peering = (await clients.Pipeline().Act(RequestMethod.Get, network + "/virtualNetworkPeerings")).Json()
            .GetProperty("value")[0].GetProperty("properties");
        Assert.Equal("Connected", peering.Text("peeringState"));
        Assert.Equal("10.1.0.0/16", peering.GetProperty("remoteAddressSpace").GetProperty("addressPrefixes")[0].GetString());
        Assert.Contains("VNetPeering", await Hops(clients, "nic-one"));
    }

    [Fact]
    public async Task Nobody_sets_rules_of_administrators_and_an_absent_network_has_none()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        var network = await clients.MakeNetwork(source);
        var rules = await clients.Pipeline().Act(RequestMethod.Post, network + "/listNetworkManagerEffectiveSecurityAdminRules", new { });
        Assert.Equal((200, 0), (rules.Status, rules.Json().GetProperty("value").GetArrayLength()));
        (await clients.Pipeline().Act(RequestMethod.Post, network + "x/listNetworkManagerEffectiveSecurityAdminRules", new { }))
            .Refused(404, "ResourceNotFound");
    }

    private static async Task<IReadOnlyList<JsonElement>> Configurations(SimulatedClients clients, string network) =>
        [.. (await clients.Pipeline().Act(RequestMethod.Post, network + "/listNetworkManagerEffectiveConnectivityConfigurations", new { }))
            .Json().GetProperty("value").EnumerateArray()];

    private static async Task<string> Hops(SimulatedClients clients, string card)
    {
        var accepted = await clients.Pipeline().Act(RequestMethod.Post, clients.Id("Microsoft.Network/networkInterfaces",
            card) + "/effectiveRouteTable");
        Assert.True(accepted.Headers.TryGetValue("Location", out var address));
        clients.Advance(30);
        return (await clients.Pipeline().Get(address!)).Content.ToString();
    }
}
