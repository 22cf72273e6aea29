using System.Net;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Arm;

/// <summary>Retail prices as the suite reads them, against simulated Azure.</summary>
public class RetailPricesTests
{
    [Fact]
    public async Task Pay_as_you_go_and_spot_prices_are_kept_apart_and_low_priority_is_no_price()
    {
        await using var suite = await SuiteHost.StartAsync(new() { Machines = 6 });

        var prices = await suite.Services.GetRequiredService<RetailPrices>().OfRegionAsync("westeurope", default);
        var price = prices.Single(one => one.Size == "Standard_D4s_v5");

        Assert.Equal((0.23, 0.414, 0.046, 0.0828), (price.Linux, price.Windows, price.LinuxSpot, price.WindowsSpot));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"armSkuName":"Standard_X","skuName":"X","productName":"X Series","unitOfMeasure":"1 Hour","retailPrice":null}""")]
    [InlineData("""{"armSkuName":"Standard_X","skuName":"X","productName":"X Series","unitOfMeasure":"1 Hour","retailPrice":"0.1"}""")]
    [InlineData("""{"armSkuName":"Standard_X","skuName":"X","productName":"X Series","unitOfMeasure":7,"retailPrice":0.1}""")]
    [InlineData("""{"armSkuName":"Standard_X","skuName":"X","unitOfMeasure":"1 Hour","retailPrice":0.1}""")]
    [InlineData("""{"armSkuName":"Standard_X","productName":"X Series","unitOfMeasure":"1 Hour","retailPrice":0.1}""")]
    public async Task An_odd_item_is_no_price_and_costs_the_others_nothing(string odd)
    {
        var answer = $$"""
            {"Items":[{{odd}},{"armSkuName":"Standard_Y","skuName":"Y","productName":"Y Series","unitOfMeasure":"1 Hour","retailPrice":0.2}],"NextPageLink":null}
            """;
        using var http = new HttpClient(new Answer(answer));
        using var transport = new HttpClientTransport(http);
        var clients = new AzureClients(
            new DefaultAzureCredential(), new AzureSettings { Subscriptions = ["0"], StorageAccount = "unused" }, new AzureTransports(transport, transport));

        var price = Assert.Single(await new RetailPrices(clients).OfRegionAsync("westeurope", default));

        Assert.Equal(("Standard_Y", 0.2), (price.Size, price.Linux));
    }

    private sealed class Answer(string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
    }
}
