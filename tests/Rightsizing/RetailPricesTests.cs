using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing;

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
}
