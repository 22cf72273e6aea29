using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Making;

/// <summary>Scale sets by recorded shape 20.</summary>
public sealed class ScaleSetTests
{
    [Fact]
    public async Task A_capacity_is_changed_and_one_machine_restarted_and_deleted()
    {
        await using var clients = await SimulatedClients.Start(machines: 20, new SimulatedAzureOptions { EnforceThrottling = false });
        clients.AllowEverything();
        var id = clients.Azure.ScaleSets.Add(clients.Azure.Fleet.ResourceGroups[0], "vmss1", "Standard_D2s_v5", capacity: 1);

        var grown = await clients.Pipeline().Act(RequestMethod.Patch, id, new { sku = new { capacity = 3 } });

        Assert.Equal(
            (200, true, false), (grown.Status, grown.Headers.Contains("Azure-AsyncOperation"), grown.Headers.Contains("Location")));
        Assert.True(grown.Headers.TryGetValue("Retry-After", out var wait) && wait == "10");
        Assert.Equal(3, grown.Json().GetProperty("sku").GetProperty("capacity").GetInt32());
        Assert.Equal(("Updating", "\"3\""), (grown.Json().GetProperty("properties").Text("provisioningState"), grown.Json().Text("etag")));
        await clients.Finish(grown, 60);
        var machines = (await clients.Pipeline().Act(RequestMethod.Get, id + "/virtualMachines")).Json().GetProperty("value")
            .EnumerateArray().ToList();
        Assert.Equal(["0", "1", "2"], machines.Select(one => one.Text("instanceId")));

        var restart = await clients.Pipeline().Act(RequestMethod.Post, id + "/virtualmachines/1/restart");
        Assert.Equal((202, true, false), (restart.Status, restart.Headers.Contains("Location"), restart.Headers.Contains("Retry-After")));
        await clients.Finish(restart, 40);
        await clients.Finish(await clients.Pipeline().Act(RequestMethod.Post, id + "/delete", new { instanceIds = new[] { "1" } }), 60);

        var set = (await clients.Pipeline().Act(RequestMethod.Get, id)).Json();
        Assert.Equal(2, set.GetProperty("sku").GetProperty("capacity").GetInt32());
        (await clients.Pipeline().Act(RequestMethod.Get, id + "/virtualMachines/1")).Refused(404, "InstanceIdNotFound");
    }
}
