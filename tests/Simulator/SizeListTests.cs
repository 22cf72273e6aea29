using System.Globalization;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class SizeListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sizes_are_listed_by_region_with_their_figures()
    {
        await using var clients = await SimulatedClients.Start();
        var skus = await Skus(clients, clients.ProductionId, "westeurope");
        Assert.True(skus.Count > 110);
        Assert.All(skus.Values, sku => Assert.Equal("westeurope", Assert.Single(sku.Locations).Name));
        Assert.Equal(("4", "16", "32768", "6400"), (
            Capability(skus["Standard_D4s_v3"], "vCPUs"), Capability(skus["Standard_D4s_v3"], "MemoryGB"),
            Capability(skus["Standard_D4s_v3"], "MaxResourceVolumeMB"), Capability(skus["Standard_D4s_v3"], "UncachedDiskIOPS")));
        Assert.Equal(("0", "225280", "NvmeDisk"), (
            Capability(skus["Standard_D4ds_v6"], "MaxResourceVolumeMB"), Capability(skus["Standard_D4ds_v6"], "NvmeDiskSizeInMiB"),
            Capability(skus["Standard_D4ds_v6"], "SupportedEphemeralOSDiskPlacements")));
    }

    [Theory]
    [InlineData("Standard_D4_v5", "PremiumIO", "False")]
    [InlineData("Standard_D4s_v5", "PremiumIO", "True")]
    [InlineData("Standard_A4_v2", "HyperVGenerations", "V1")]
    [InlineData("Standard_D4s_v6", "HyperVGenerations", "V2")]
    [InlineData("Standard_D4s_v5", "HyperVGenerations", "V1,V2")]
    [InlineData("Standard_D4ps_v5", "CpuArchitectureType", "Arm64")]
    [InlineData("Standard_D4s_v6", "DiskControllerTypes", "NVMe")]
    [InlineData("Standard_D4s_v5", "DiskControllerTypes", null)]
    [InlineData("Standard_A4_v2", "EncryptionAtHostSupported", "False")]
    [InlineData("Standard_D4s_v5", "EncryptionAtHostSupported", "True")]
    [InlineData("Standard_B4ms", "AcceleratedNetworkingEnabled", "False")]
    [InlineData("Standard_B12ms", "AcceleratedNetworkingEnabled", "True")]
    [InlineData("Standard_D4s_v5", "MaxDataDiskCount", "8")]
    [InlineData("Standard_D8s_v5", "MaxNetworkInterfaces", "4")]
    [InlineData("Standard_A1", "RetirementDateUtc", "09/03/2024")]
    [InlineData("Standard_F1s", "RetirementDateUtc", "03/31/2027")]
    [InlineData("Standard_DS1_v2", "RetirementDateUtc", "05/01/2028")]
    [InlineData("Standard_D4s_v5", "RetirementDateUtc", null)]
    public async Task Every_constraint_can_be_read_from_the_capabilities(string size, string capability, string? value)
    {
        await using var clients = await SimulatedClients.Start();
        Assert.Equal(value, Capability((await Skus(clients, clients.ProductionId, "westeurope"))[size], capability));
    }

    [Fact]
    public async Task Families_are_retired_retiring_within_a_year_later_and_not_at_all()
    {
        await using var clients = await SimulatedClients.Start();
        var day = new DateTime(2026, 6, 1);
        var dates = (await Skus(clients, clients.ProductionId, "eastus")).Values.Select(sku => Capability(sku, "RetirementDateUtc"))
            .Distinct()
            .Select(text => text is null ? (DateTime?)null : DateTime.ParseExact(text, "MM/dd/yyyy", CultureInfo.InvariantCulture))
            .ToList();
        Assert.Contains(dates, date => date < day);
        Assert.Contains(dates, date => date > day && date < day.AddYears(1));
        Assert.Contains(dates, date => date > day.AddYears(1));
        Assert.Contains(dates, date => date is null);
    }

    [Fact]
    public async Task Ultra_disks_are_told_with_the_zones_and_for_the_region_only_where_it_has_them_without()
    {
        await using var clients = await SimulatedClients.Start();
        async Task<(string? Region, string Zones)> Ultra(string region, string size)
        {
            var list = (await clients.Pipeline().Get(
                $"https://management.azure.com/subscriptions/{clients.ProductionId}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location%20eq%20'{region}'")).Json();
            var sku = list.GetProperty("value").EnumerateArray().Single(one => one.GetProperty("name").GetString() == size);
            var region_ = sku.GetProperty("capabilities").EnumerateArray()
                .Where(one => one.GetProperty("name").GetString() == "UltraSSDAvailable")
                .Select(one => one.GetProperty("value").GetString()).SingleOrDefault();
            var zones = sku.GetProperty("locationInfo")[0].GetProperty("zoneDetails").EnumerateArray()
                .SelectMany(detail => detail.GetProperty("Name").EnumerateArray().Select(zone => zone.GetString()));
            return (region_, string.Join(',', zones));
        }
        Assert.Equal((null, "1,2,3"), await Ultra("westeurope", "Standard_D4s_v5"));
        Assert.Equal((null, "1,2"), await Ultra("northeurope", "Standard_D4s_v5"));
        Assert.Equal(("True", "1,2,3"), await Ultra("eastus", "Standard_D4s_v5"));
        Assert.Equal(("False", ""), await Ultra("eastus", "Standard_D4ds_v6"));
        Assert.Equal((null, ""), await Ultra("eastus", "Standard_DS3_v2"));
    }

    [Fact]
    public async Task Restrictions_are_told_by_location_by_zone_and_by_subscription()
    {
        await using var clients = await SimulatedClients.Start();
        async Task<List<string>> Restricted(string subscription, string region) =>
        [
            .. (await Skus(clients, subscription, region)).Values.SelectMany(sku => sku.Restrictions.Select(restriction =>
            {
                Assert.Equal(ComputeResourceSkuRestrictionsReasonCode.NotAvailableForSubscription, restriction.ReasonCode);
                Assert.Equal(region, Assert.Single(restriction.Values));
                return $"{restriction.RestrictionsType} {sku.Name} {string.Join(',', restriction.RestrictionInfo.Zones)}".TrimEnd();
            })),
        ];
        var (production, development) = (clients.Azure.Fleet.Subscriptions[0].Id, clients.Azure.Fleet.Subscriptions[1].Id);
        var west = await Restricted(production, "westeurope");
        Assert.Contains("Location Standard_D4as_v5", west);
        Assert.Contains("Zone Standard_D4s_v6 1", west);
        Assert.Contains("Zone Standard_E8ds_v5 3", await Restricted(production, "eastus"));
        Assert.Contains(
            west.Except(await Restricted(development, "westeurope")),
            restriction => restriction.EndsWith("ls_v5", StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, ComputeResourceSku>> Skus(SimulatedClients clients, string subscription, string region)
    {
        var skus = new Dictionary<string, ComputeResourceSku>();
        var resource = clients.Arm().GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(subscription));
        await foreach (var sku in resource.GetComputeResourceSkusAsync($"location eq '{region}'", cancellationToken: Cancel))
            skus.Add(sku.Name, sku);
        return skus;
    }

    private static string? Capability(ComputeResourceSku sku, string name) =>
        sku.Capabilities.Where(one => one.Name == name).Select(one => one.Value).SingleOrDefault();
}
