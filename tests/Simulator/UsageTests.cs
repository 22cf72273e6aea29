using Azure;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class UsageTests
{
    [Fact]
    public async Task Usage_counts_the_vCPUs_of_the_machines_by_family_with_spot_apart()
    {
        await using var clients = await SimulatedClients.Start(machines: 600);
        foreach (var subscription in clients.Azure.Fleet.Subscriptions)
        {
            foreach (var region in Regions.All)
            {
                var usage = await Usage(clients, subscription.Id, region.Name);
                var machines = clients.Azure.Fleet.Machines.Where(one => one.SubscriptionId == subscription.Id && one.Region == region.Name)
                    .ToLookup(one => one.Priority is "Spot");
                Assert.Equal(machines[false].Sum(one => one.Size.Vcpus), usage["cores"].CurrentValue);
                Assert.Equal(machines[true].Sum(one => one.Size.Vcpus), usage["lowPriorityCores"].CurrentValue);
                foreach (var family in machines[false].GroupBy(one => one.Size.Family.QuotaName))
                    Assert.Equal(family.Sum(one => one.Size.Vcpus), usage[family.Key].CurrentValue);
            }
        }
    }

    [Fact]
    public async Task In_each_place_one_family_is_used_up_one_nearly_and_the_rest_has_room()
    {
        await using var clients = await SimulatedClients.Start(machines: 600);
        foreach (var subscription in clients.Azure.Fleet.Subscriptions)
        {
            foreach (var region in Regions.All)
            {
                var left = (await Usage(clients, subscription.Id, region.Name)).Values.Select(one => one.Limit - one.CurrentValue).Order()
                    .ToList();
                Assert.Equal([0, 2], left.Take(2));
                Assert.All(left.Skip(2), room => Assert.True(room >= 50));
            }
        }
    }

    [Fact]
    public async Task The_families_of_the_size_list_are_those_of_the_usage_ignoring_case()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        var usage = await Usage(clients, clients.ProductionId, "westeurope");
        Assert.Contains("standardDASv5Family", usage.Keys);
        await foreach (var sku in Subscription(clients, clients.ProductionId).GetComputeResourceSkusAsync("location eq 'westeurope'"))
            Assert.True(usage.ContainsKey(sku.Family), sku.Family);
    }

    [Fact]
    public async Task After_a_resize_usage_follows_and_limits_stay()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Size.Family.Key is "Dsv5" && one.Priority is "Regular");
        var before = await Usage(clients, machine.SubscriptionId, machine.Region);
        var old = machine.Size;
        machine.ChangeSize(SizeCatalogue.Get("Standard_E2s_v5"), clients.Azure.Time.GetUtcNow());
        var after = await Usage(clients, machine.SubscriptionId, machine.Region);
        Assert.Equal(before["standardDSv5Family"].CurrentValue - old.Vcpus, after["standardDSv5Family"].CurrentValue);
        Assert.Equal(before["standardESv5Family"].CurrentValue + 2, after["standardESv5Family"].CurrentValue);
        Assert.Equal(before.Select(one => one.Value.Limit), after.Select(one => one.Value.Limit));
    }

    [Fact]
    public async Task An_unknown_region_is_refused()
    {
        await using var clients = await SimulatedClients.Start();
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Usage(clients, clients.ProductionId, "atlantis"));
        Assert.Equal("NoRegisteredProviderFound", refused.ErrorCode);
    }

    private static SubscriptionResource Subscription(SimulatedClients clients, string id) =>
        clients.Arm().GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(id));

    private static async Task<Dictionary<string, ComputeUsage>> Usage(SimulatedClients clients, string subscription, string region)
    {
        var usage = new Dictionary<string, ComputeUsage>(StringComparer.OrdinalIgnoreCase);
        await foreach (var one in Subscription(clients, subscription).GetUsagesAsync(new Azure.Core.AzureLocation(region)))
            usage.Add(one.Name.Value, one);
        return usage;
    }
}
