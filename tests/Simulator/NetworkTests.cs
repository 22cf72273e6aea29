using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator.Network;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class NetworkTests
{
    [Fact]
    public async Task A_pool_names_the_interfaces_that_name_it_and_resource_graph_shows_the_same()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, new() { EnforceThrottling = false });
        var pipeline = clients.Pipeline();
        var rows = (await pipeline.Send(
            RequestMethod.Post, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
            new { query = "resources | where type =~ 'microsoft.network/networkinterfaces' | project id, properties" })).Json()
                .GetProperty("data").EnumerateArray().ToList();
        var pools = rows.Where(row => PoolOf(row) is not null).ToLookup(row => PoolOf(row)!, row => row.GetProperty("id").GetString()!);
        Assert.NotEmpty(pools);
        foreach (var pool in pools.Take(5))
        {
            var members = (await pipeline.Act(RequestMethod.Get, pool.Key)).Json().GetProperty("properties")
                .GetProperty("backendIPConfigurations").EnumerateArray().Select(one => one.GetProperty("id").GetString()!).ToList();
            Assert.Equal(pool.Order(), members.Select(id => id[..id.IndexOf("/ipConfigurations/", StringComparison.Ordinal)]).Order());
            Assert.InRange(members.Count, 1, 3);
            var card = (await pipeline.Act(RequestMethod.Get, pool.First())).Json();
            Assert.Equal(pool.Key, PoolOf(card));
            Assert.StartsWith("10.", card.GetProperty("properties").GetProperty("ipConfigurations")[0].GetProperty("properties")
                .GetProperty("privateIPAddress").GetString());
        }
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task About_a_third_of_the_applications_in_production_have_a_pool()
    {
        await using var clients = await SimulatedClients.Start(machines: 6000);
        var apps = clients.Azure.Fleet.Machines.Where(machine => machine.SubscriptionId == clients.ProductionId)
            .GroupBy(machine => machine.ResourceGroup).ToList();
        var balanced = apps.Count(app => app.Any(machine => OpsFunctions.Simulator.Network.LoadBalancing.PoolOf(machine) is not null));
        Assert.InRange(balanced / (double)apps.Count, 0.25, 0.42);
    }

    private static string? PoolOf(JsonElement card) =>
        card.GetProperty("properties").GetProperty("ipConfigurations")[0].GetProperty("properties")
            .TryGetProperty("loadBalancerBackendAddressPools", out var pools) ? pools[0].GetProperty("id").GetString() : null;
}
