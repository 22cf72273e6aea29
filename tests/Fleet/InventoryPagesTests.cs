using Azure;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Rightsizing;
using Xunit;

namespace OpsFunctions.Tests.InScope;

public class InventoryPagesTests
{
    [Fact]
    public async Task A_throttled_inventory_goes_on_with_the_page_it_stopped_at()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1_200, Seed = 3 });
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Resources_Query", Nth = 2, Status = 429, RetryAfter = TimeSpan.FromSeconds(5)
        });
        var pages = new InventoryPages(RunTests.Store(suite), "rightsizing-paged");

        await Assert.ThrowsAsync<RequestFailedException>(() => ReadAsync(suite, pages));
        var fleet = await ReadAsync(suite, pages);

        Assert.Equal(1_200, fleet.Machines.Count);
        Assert.Equal(
            suite.Azure.Fleet.Machines.Count(machine => machine.Platform.AcceleratedNetworking),
            fleet.Machines.Count(machine => machine.Hardware.AcceleratedNetworking));
        // Machines: first page, second refused, second; interfaces: one page a subscription.
        Assert.Equal(5, suite.Azure.Calls.Of("Resources_Query"));
    }

    private static Task<FleetInventory> ReadAsync(SuiteHost suite, IQueryPages pages) => suite.Services.GetRequiredService<Inventory>()
        .ReadAsync(suite.Services.GetRequiredService<AzureSettings>().Subscriptions, default, pages);
}
