using System.Text.Json;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class PricesTests
{
    private const string Prices = "https://prices.azure.com/api/retail/prices?$filter=";

    [Fact]
    public async Task All_pages_of_a_region_together_price_every_size_for_linux_and_windows()
    {
        await using var clients = await SimulatedClients.Start();
        var items = await All(clients, "armRegionName eq 'westeurope' and serviceName eq 'Virtual Machines' and priceType eq 'Consumption'");
        Assert.True(items.Count > 300);
        Assert.All(items, item => Assert.Equal("westeurope", item.GetProperty("armRegionName").GetString()));
        var ofOneSize = items.Where(item => item.GetProperty("armSkuName").GetString() is "Standard_D4s_v5").ToList();
        Assert.Equal(6, ofOneSize.Count);
        decimal Price(string product, string sku) => ofOneSize.Single(item => item.GetProperty("productName").GetString() == product && item.GetProperty("skuName").GetString() == sku)
            .GetProperty("retailPrice").GetDecimal();
        Assert.Equal(0.23m, Price("Virtual Machines Dsv5 Series", "D4s v5"));
        Assert.Equal(0.414m, Price("Virtual Machines Dsv5 Series Windows", "D4s v5"));
        Assert.Equal(0.046m, Price("Virtual Machines Dsv5 Series", "D4s v5 Spot"));
    }

    [Fact]
    public async Task A_filter_can_name_size_and_product()
    {
        await using var clients = await SimulatedClients.Start();
        var items = await All(clients, "armSkuName eq 'Standard_F8s_v2' and armRegionName eq 'eastus' and contains(productName, 'Windows')");
        Assert.Equal(3, items.Count);
    }

    [Fact]
    public async Task Filter_values_mind_case()
    {
        await using var clients = await SimulatedClients.Start();
        Assert.Empty(await All(clients, "armRegionName eq 'WestEurope'"));
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_refused()
    {
        await using var clients = await SimulatedClients.Start();
        Assert.Equal(400, (await clients.Anonymous().Get(Prices + Uri.EscapeDataString("price gt 3"))).Status);
    }

    [Fact]
    public async Task A_restricted_size_has_a_price_and_one_that_is_not_offered_has_none()
    {
        await using var clients = await SimulatedClients.Start();
        Assert.NotEmpty(await All(clients, "armRegionName eq 'westeurope' and armSkuName eq 'Standard_D4as_v5'"));
        Assert.Empty(await All(clients, "armRegionName eq 'northeurope' and armSkuName eq 'Standard_D4as_v6'"));
    }

    [Fact]
    public async Task Prices_come_1000_a_page_with_a_link_to_the_next()
    {
        await using var clients = await SimulatedClients.Start();
        var first = (await clients.Anonymous().Get(Prices + Uri.EscapeDataString("serviceName eq 'Virtual Machines'"))).Json();

        Assert.Equal(1000, first.GetProperty("Count").GetInt32());
        Assert.EndsWith("$skip=1000", first.GetProperty("NextPageLink").GetString(), StringComparison.Ordinal);
        Assert.True((await All(clients, "serviceName eq 'Virtual Machines'")).Count > 1000);
    }

    private static async Task<List<JsonElement>> All(SimulatedClients clients, string filter)
    {
        var items = new List<JsonElement>();
        for (var next = Prices + Uri.EscapeDataString(filter); next is not null;)
        {
            var page = (await clients.Anonymous().Get(next)).Json();
            Assert.True(page.GetProperty("Count").GetInt32() <= 1000);
            items.AddRange(page.GetProperty("Items").EnumerateArray());
            next = page.GetProperty("NextPageLink").GetString();
        }
        return items;
    }
}
