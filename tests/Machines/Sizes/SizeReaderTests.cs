using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Machines.Sizes;

/// <summary>The list of sizes as Azure pages it, against simulated Azure.</summary>
public class SizeReaderTests
{
    private const string Entry = """{"resourceType":"virtualMachines","name":"Standard_X","capabilities":[{"name":"vCPUs","value":"2"},{"name":"MemoryGB","value":"8"}]}""";

    [Fact]
    public async Task Ultra_disks_are_found_with_the_zone_and_without_where_the_region_has_them_so()
    {
        await using var suite = await SuiteHost.StartAsync(new() { Machines = 6 });

        var north = (await ReadAsync(suite, "northeurope")).Single(size => size.Name == "Standard_D4s_v5");
        var east = (await ReadAsync(suite, "eastus")).Single(size => size.Name == "Standard_D4s_v5");

        Assert.Equal(["1", "2"], north.UltraZones);
        Assert.False(north.UltraWithoutZone);
        Assert.Equal(["1", "2", "3"], east.UltraZones);
        Assert.True(east.UltraWithoutZone);
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        await using var suite = await SuiteHost.StartAsync(new() { Machines = 6 });
        var id = suite.Azure.Fleet.Subscriptions[0].Id;
        suite.Azure.Faults.Add(
            FirstPage(
                $"https://management.azure.com/subscriptions/{id}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location%20eq%20'eastus'"));

        var sizes = await ReadAsync(suite, "eastus");

        Assert.Contains(sizes, size => size.Name == "Standard_X");
        Assert.Contains(sizes, size => size.Name == "Standard_D4s_v5");
    }

    [Theory]
    [InlineData("https://example.com/skus")]
    [InlineData("http://management.azure.com/skus")]
    [InlineData("https://management.azure.com:8443/skus")]
    [InlineData("/skus")]
    public async Task A_next_page_on_another_host_is_never_asked(string link)
    {
        await using var suite = await SuiteHost.StartAsync(new() { Machines = 6 });
        suite.Azure.Faults.Add(FirstPage(link));

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(suite, "eastus"));
        Assert.Empty(suite.Azure.Calls.Unknown);
    }

    private static FaultRule FirstPage(string next) => new()
    {
        Operation = "ResourceSkus_List", Nth = 1, Status = 200, Body = $$"""{"value":[{{Entry}}],"nextLink":"{{next}}"}""",
    };

    private static Task<IReadOnlyList<Size>> ReadAsync(SuiteHost suite, string region) =>
        suite.Services.GetRequiredService<SizeReader>().OfRegionAsync(suite.Azure.Fleet.Subscriptions[0].Id, region, default);
}
