using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Arm;

/// <summary>Retail prices as the suite reads them, from simulated Azure and from lists written here.</summary>
public class RetailPricesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pay_as_you_go_and_spot_prices_are_kept_apart_and_low_priority_is_no_price()
    {
        await using var suite = await SuiteHost.StartAsync(new() { Machines = 6 });

        var prices = await suite.Services.GetRequiredService<RetailPrices>().OfRegionAsync("westeurope", default);
        var price = prices.Single(one => one.Size == "Standard_D4s_v5");

        Assert.Equal((0.23, 0.414, 0.046, 0.0828), (price.Linux, price.Windows, price.LinuxSpot, price.WindowsSpot));
    }

    // The list of simulated Azure has Cloud Services, dev/test, ended, future and secondary rows, in an order of the seed's own.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_prices_of_a_region_do_not_depend_on_the_order_of_the_list(int seed)
    {
        await using var suite = await SuiteHost.StartAsync(new() { Machines = 6, Seed = seed });

        var prices = await suite.Services.GetRequiredService<RetailPrices>().OfRegionAsync("westeurope", default);

        Assert.True(prices.Count > 50);
        Assert.All(prices, price => Assert.Empty(price.Ambiguities));
        Assert.All(prices, price => Assert.True(price.Windows is null || price.Linux < price.Windows, price.Size));
    }

    public static TheoryData<string, string?> Odd => new()
    {
        { "armSkuName", null }, { "skuName", null }, { "productName", null }, { "retailPrice", null }, { "retailPrice", "\"0.1\"" },
        { "retailPrice", "0" }, { "unitOfMeasure", "7" }, { "unitOfMeasure", "\"1/Month\"" }, { "type", null }, { "currencyCode", null },
        { "armRegionName", "\"ukwest\"" }, { "effectiveStartDate", null }, { "effectiveStartDate", "\"soon\"" },
        { "isPrimaryMeterRegion", null },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task An_odd_item_is_no_price_and_costs_the_others_nothing(string field, string? value)
    {
        var odd = Row("Standard_X", 0.1, (field, value is null ? null : JsonNode.Parse(value)));

        var price = Assert.Single(await ReadAsync(odd, Row("Standard_Y", 0.2)));

        Assert.Equal(("Standard_Y", 0.2), (price.Size, price.Linux));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("7")]
    public async Task What_is_no_row_at_all_costs_the_others_nothing(string odd) =>
        Assert.Equal("Standard_Y", Assert.Single(await ReadAsync(JsonNode.Parse(odd), Row("Standard_Y", 0.2))).Size);

    // What is recorded of Standard_D2as_v5 in UK South: Cloud Services under the same name, at the price of Windows.
    public static TheoryData<int, int, int> Orders =>
        new() { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Cloud_Services_are_no_price_of_a_machine_in_whatever_order(int first, int second, int third)
    {
        JsonNode[] rows = [Row(Size, 0.1), Row(Size, 0.192, ("productName", Windows)), Row(
            Size, 0.192, ("productName", "Dasv5 Series Cloud Services"))];

        var price = Assert.Single(await ReadAsync(rows[first], rows[second], rows[third]));

        Assert.Equal((Size, 0.1, 0.192), (price.Size, price.Linux, price.Windows));
        Assert.Empty(price.Ambiguities);
    }

    [Theory]
    [InlineData("Dasv5 Series Cloud Services")]
    [InlineData("Dasv5 Series CloudServices")]
    [InlineData("Dasv5 Series Dedicated Host")]
    [InlineData("Dasv5 Series")]
    [InlineData("Azure Virtual Machines Dasv5 Series")]
    public async Task A_product_that_does_not_begin_with_virtual_machines_is_no_price(string product) =>
        Assert.Empty(await ReadAsync(Row(Size, 0.192, ("productName", product))));

    public static TheoryData<string, string> Others => new()
    {
        { "type", "\"DevTestConsumption\"" }, { "type", "\"Reservation\"" }, { "isPrimaryMeterRegion", "false" },
        { "currencyCode", "\"EUR\"" },
        { "effectiveStartDate", "\"2026-07-01T00:00:00Z\"" }, { "effectiveEndDate", "\"2026-06-01T12:00:00Z\"" },
        { "effectiveEndDate", "\"\"" },
        { "skuName", "\"D2as v5 Low Priority\"" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_row_that_is_not_the_price_now_changes_nothing_before_or_behind_the_right_one(string field, string value)
    {
        foreach (var isFirst in (bool[])[true, false])
        {
            var (right, other) = (Row(Size, 0.1), Row(Size, 0.3, (field, JsonNode.Parse(value))));

            var price = Assert.Single(await ReadAsync(isFirst ? [other, right] : [right, other]));

            Assert.Equal(0.1, price.Linux);
            Assert.Empty(price.Ambiguities);
        }
    }

    [Fact]
    public async Task A_row_with_an_end_ahead_and_one_that_says_the_same_again_are_right() =>
        Assert.Equal(0.1, Assert.Single(await ReadAsync(Row(Size, 0.1, ("effectiveEndDate", "2026-06-01T12:00:01Z")), Row(Size, 0.1)))
            .Linux);

    [Fact]
    public async Task Two_prices_that_differ_are_none_and_are_told_in_whatever_order()
    {
        foreach (var (one, other) in ((double, double)[])[(0.1, 0.12), (0.12, 0.1)])
        {
            var price = Assert.Single(
                await ReadAsync(Row(Size, one), Row("standard_d2as_v5", other), Row(Size, 0.192, ("productName", Windows))));

            Assert.Equal((null, 0.192), (price.Linux, price.Windows));
            Assert.Equal(["Linux: 0.1 or 0.12 USD an hour"], price.Ambiguities);
        }
    }

    private const string Size = "Standard_D2as_v5";
    private const string Windows = "Virtual Machines Dasv5 Series Windows";

    private static JsonObject Row(string size, double price, params (string Name, JsonNode? Value)[] other)
    {
        var row = new JsonObject
        {
            ["currencyCode"] = "USD", ["retailPrice"] = price, ["armRegionName"] = "uksouth", ["skuName"] = "D2as v5",
            ["productName"] = "Virtual Machines Dasv5 Series", ["serviceName"] = "Virtual Machines", ["unitOfMeasure"] = "1 Hour",
            ["type"] = "Consumption", ["isPrimaryMeterRegion"] = true, ["effectiveStartDate"] = "2021-11-01T00:00:00Z",
            ["armSkuName"] = size,
        };
        foreach (var (name, value) in other)
            row[name] = value;
        return row;
    }

    private static async Task<IReadOnlyList<SizePrice>> ReadAsync(params JsonNode?[] rows)
    {
        var answer = new JsonObject { ["Items"] = new JsonArray(rows), ["NextPageLink"] = null }.ToJsonString();
        using var http = new HttpClient(new Answer(answer));
        using var transport = new HttpClientTransport(http);
        var clients = new AzureClients(
            new DefaultAzureCredential(), new AzureSettings { Subscriptions = ["0"], StorageAccount = "unused" },
            new AzureTransports(transport, transport));
        return await new RetailPrices(clients, new At(Now)).OfRegionAsync("uksouth", default);
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Answer(string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(json, Encoding.UTF8, "application/json")
            });
    }
}
