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
        var items = await All(
            clients, "armRegionName eq 'westeurope' and serviceName eq 'Virtual Machines' and priceType eq 'Consumption'");
        Assert.True(items.Count > 300);
        Assert.All(items, item => Assert.Equal("westeurope", item.GetProperty("armRegionName").GetString()));
        var ofOneSize = items.Where(item => item.GetProperty("armSkuName").GetString() is "Standard_D4s_v5").ToList();
        decimal Price(string product, string sku) => ofOneSize.Single(item => Text(item, "productName") == product
            && Text(item, "skuName") == sku && IsNow(item))
            .GetProperty("retailPrice").GetDecimal();
        Assert.Equal(0.23m, Price("Virtual Machines Dsv5 Series", "D4s v5"));
        Assert.Equal(0.414m, Price("Virtual Machines Dsv5 Series Windows", "D4s v5"));
        Assert.Equal(0.046m, Price("Virtual Machines Dsv5 Series", "D4s v5 Spot"));
    }

    [Fact]
    public async Task A_filter_can_name_size_and_product()
    {
        await using var clients = await SimulatedClients.Start();
        var items = await All(
            clients, "armSkuName eq 'Standard_F8s_v2' and armRegionName eq 'eastus' and contains(productName, 'Windows')");
        Assert.Equal(3, items.Count(IsNow));
    }

    [Fact]
    public async Task Beside_the_prices_of_machines_stand_rows_that_are_none()
    {
        await using var clients = await SimulatedClients.Start();
        var items = await All(clients, "armRegionName eq 'westeurope' and serviceName eq 'Virtual Machines'");

        Assert.Contains(items, item => Text(item, "productName") == "Dsv5 Series Cloud Services");
        Assert.Contains(items, item => Text(item, "productName").EndsWith(" CloudServices", StringComparison.Ordinal));
        Assert.Contains(items, item => Text(item, "type") == "DevTestConsumption");
        Assert.Contains(items, item => item.TryGetProperty("effectiveEndDate", out _));
        Assert.Contains(items, item => Text(item, "effectiveStartDate").StartsWith("2040", StringComparison.Ordinal));
        Assert.Contains(items, item => !item.GetProperty("isPrimaryMeterRegion").GetBoolean());
        Assert.Equal(items.Count, items.Select(item => Text(item, "meterId")).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Each_seed_has_an_order_of_its_own_and_all_have_the_same_rows()
    {
        await using var one = await SimulatedClients.Start(options: new() { Fleet = new() { Seed = 1 } });
        await using var other = await SimulatedClients.Start(options: new() { Fleet = new() { Seed = 2 } });
        const string Filter = "armRegionName eq 'westeurope' and armSkuName eq 'Standard_D4s_v5'";

        var (first, second) = (await All(one, Filter), await All(other, Filter));

        Assert.NotEqual(first.Select(item => Text(item, "meterId")), second.Select(item => Text(item, "meterId")));
        Assert.Equal(
            first.Select(item => item.GetRawText()).Order(StringComparer.Ordinal), second.Select(item => item.GetRawText())
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_currency_can_be_asked_for_and_the_next_page_keeps_it()
    {
        await using var clients = await SimulatedClients.Start();
        const string Euros = "https://prices.azure.com/api/retail/prices?currencyCode='EUR'&$filter=";

        var page = (await clients.Anonymous().Get(Euros + Uri.EscapeDataString("serviceName eq 'Virtual Machines'"))).Json();
        var next = (await clients.Anonymous().Get(page.GetProperty("NextPageLink").GetString()!)).Json();

        Assert.Equal("EUR", page.GetProperty("BillingCurrency").GetString());
        Assert.All(next.GetProperty("Items").EnumerateArray(), item => Assert.Equal("EUR", Text(item, "currencyCode")));
        Assert.Equal(400, (await clients.Anonymous().Get("https://prices.azure.com/api/retail/prices?currencyCode='XYZ'")).Status);
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

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static bool IsNow(JsonElement item) =>
        Text(item, "productName").StartsWith("Virtual Machines ", StringComparison.Ordinal) && Text(item, "type") == "Consumption"
        && item.GetProperty("isPrimaryMeterRegion").GetBoolean()
            && Text(item, "effectiveStartDate").StartsWith("2025", StringComparison.Ordinal);

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
