using System.Diagnostics;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Resources;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Ten thousand machines.</summary>
public sealed class ScaleTests
{
    private const int Many = 10_000;

    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public void Ten_thousand_machines_are_made_with_a_few_kilobytes_each()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fleet = FleetGenerator.Generate(new FleetOptions { Machines = Many, Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero) });
        var megabytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6;
        TestContext.Current.TestOutputHelper?.WriteLine($"{megabytes:F0} MB allocated");
        Assert.Equal(Many, fleet.Machines.Count);
        Assert.True(megabytes < 150);
    }

    [Fact]
    public async Task Ten_thousand_machines_are_up_within_two_seconds()
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 3 && best > TimeSpan.FromSeconds(2); round++)
        {
            var watch = Stopwatch.StartNew();
            await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
            {
                Fleet = new FleetOptions { Machines = Many }
            });
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{best.TotalSeconds:F2} s");
        Assert.True(best < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task An_inventory_of_ten_thousand_machines_costs_so_many_calls()
    {
        await using var clients = await SimulatedClients.Start(Many, Free);
        var machines = await Rows(
            clients,
            "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, properties.hardwareProfile.vmSize, tags | order by id asc");
        var cards = await Rows(
            clients,
            "resources | where type =~ 'microsoft.network/networkinterfaces' | project id, properties.virtualMachine.id, properties.enableAcceleratedNetworking");
        foreach (var id in clients.Azure.Fleet.Subscriptions.Select(one => one.Id))
        {
            var subscription = clients.Arm().GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(id));
            foreach (var region in Regions.All)
            {
                await foreach (var _ in subscription.GetComputeResourceSkusAsync($"location eq '{region.Name}'"))
                {
                }
                await foreach (var _ in subscription.GetUsagesAsync(new AzureLocation(region.Name)))
                {
                }
            }
        }
        Assert.Equal(clients.Azure.Fleet.Machines.Select(machine => machine.Id).Order(StringComparer.Ordinal), machines);
        Assert.Equal(clients.Azure.Fleet.Machines.Sum(machine => machine.Platform.NetworkInterfaces), cards.Distinct(StringComparer.Ordinal)
            .Count());
        // 10,000 machines and 10,700 interfaces in pages of a thousand; two subscriptions in three regions.
        Assert.Equal(
            (10 + 11, 6, 6),
            (clients.Azure.Calls.Of("Resources_Query"), clients.Azure.Calls.Of("ResourceSkus_List"), clients.Azure.Calls.Of("Usage_List")));
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task Pages_show_the_moment_of_the_first_although_time_goes_on()
    {
        await using var clients = await SimulatedClients.Start(2500, Free);
        const string query = "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, power = tostring(properties.extended.instanceView.powerState.code) | order by power, id asc";
        // Over the start of a working day, when many machines are switched on.
        clients.Azure.Clock.AdvanceTo(new DateTimeOffset(2026, 1, 12, 4, 59, 0, TimeSpan.Zero));
        var still = await Rows(clients, query);
        var moving = await Rows(clients, query, () => clients.Azure.Clock.AdvanceTo(clients.Azure.Time.GetUtcNow().AddMinutes(5)));
        Assert.Equal(still, moving);
        Assert.NotEqual(still, await Rows(clients, query));
    }

    [Fact]
    public async Task The_machines_of_a_subscription_are_listed_fifty_a_page_within_the_limits()
    {
        await using var clients = await SimulatedClients.Start(Many);
        var expected = clients.Azure.Fleet.Machines.Where(machine => machine.SubscriptionId == clients.ProductionId)
            .Select(machine => machine.Id).ToList();
        var found = new List<string>();
        await foreach (var machine in (await clients.Arm().GetDefaultSubscriptionAsync()).GetVirtualMachinesAsync())
            found.Add(machine.Id.ToString());
        // Lists write the group in capitals.
        Assert.Equal(expected, found, StringComparer.OrdinalIgnoreCase);
        Assert.Equal((expected.Count + 49) / 50, clients.Azure.Calls.Of("VirtualMachines_ListAll", 200));
    }

    private static async Task<List<string>> Rows(SimulatedClients clients, string query, Action? betweenPages = null)
    {
        var pipeline = clients.Pipeline();
        var ids = new List<string>();
        string? token = null;
        do
        {
            var options = token is null ? new Dictionary<string, object>() : new Dictionary<string, object> { ["$skipToken"] = token };
            var page = (await pipeline.Send(
                RequestMethod.Post, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
                new { query, options })).Json();
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            token = page.TryGetProperty("$skipToken", out var next) ? next.GetString() : null;
            betweenPages?.Invoke();
        }
        while (token is not null);
        return ids;
    }
}
