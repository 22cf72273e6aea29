using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Orchestrations.Machines.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Machines.Sizes;

/// <summary>Entries of Microsoft.Compute/skus, real and odd.</summary>
public class SizeRowTests
{
    [Theory]
    [InlineData(RealSizes.South)]
    [InlineData(RealSizes.West)]
    public void Every_recorded_size_is_read(string region)
    {
        foreach (var entry in RealSizes.Entries(region))
        {
            var size = SizeRow.Read(entry, region);
            Assert.True(
                size is { Vcpus: > 0, MemoryGiB: > 0, DiskIops: > 0, DiskMBps: > 0, MaxDataDisks: > 0, MaxNetworkInterfaces: > 0 },
                entry.GetProperty("name").GetString());
        }
    }

    [Theory]
    [InlineData("MaxDataDiskCount", "8", "64")]
    [InlineData("PremiumIO", "True", "False")]
    [InlineData("MaxNetworkInterfaces", "8", "2")]
    public void A_capability_that_is_there_twice_and_differs_promises_nothing_in_either_order(string name, string one, string other)
    {
        Size Read(string first, string second)
        {
            var sku = new JsonObject
            {
                ["resourceType"] = "virtualMachines", ["name"] = "Standard_X", ["capabilities"] = new JsonArray(
                    Capability("vCPUs", "2"), Capability("MemoryGB", "8"), Capability(name, first), Capability(name, second)),
            };
            return SizeRow.Read(JsonSerializer.SerializeToElement(sku), "eastus")!;
        }

        Assert.Equal(JsonSerializer.Serialize(Read(one, other)), JsonSerializer.Serialize(Read(other, one)));
        Assert.Equal((null, null, false), name switch
        {
            "MaxDataDiskCount" => (Read(one, other).MaxDataDisks, null, false),
            "MaxNetworkInterfaces" => (null, Read(one, other).MaxNetworkInterfaces, false),
            _ => ((int?)null, (int?)null, Read(one, other).PremiumDisks),
        });
    }

    private static JsonObject Capability(string name, string value) => new() { ["name"] = name, ["value"] = value };

    [Fact]
    public void A_constrained_size_gives_fewer_vCPUs_than_it_takes()
    {
        var size = RealSizes.Of(RealSizes.South, "Standard_M8-2ms");

        Assert.Equal((2, 8), (size.Vcpus, size.FullVcpus));
    }

    [Fact]
    public void The_order_of_a_recorded_entrys_capabilities_and_ones_never_seen_change_nothing()
    {
        foreach (var entry in RealSizes.Entries(RealSizes.South))
        {
            var turned = JsonSerializer.SerializeToNode(entry)!;
            var capabilities = turned["capabilities"]!.AsArray().Select(one => one!.DeepClone()).Reverse()
                .Prepend(new JsonObject { ["name"] = "NeverSeen", ["value"] = "42" });
            turned["capabilities"] = new JsonArray([.. capabilities]);

            Assert.Equal(
                Text(SizeRow.Read(entry, RealSizes.South)), Text(SizeRow.Read(JsonSerializer.SerializeToElement(turned), RealSizes.South)));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"resourceType":"virtualMachines"}""")]
    [InlineData("""{"resourceType":"virtualMachines","name":"Standard_X"}""")]
    [InlineData("""{"resourceType":"virtualMachines","name":"Standard_X","capabilities":"none"}""")]
    [InlineData(
        """{"resourceType":"virtualMachines","name":"Standard_X","capabilities":[{"name":"vCPUs","value":"many"},{"name":"MemoryGB","value":"8"}]}""")]
    [InlineData(
        """{"resourceType":"virtualMachines","name":"Standard_X","capabilities":[{"name":"vCPUs","value":"NaN"},{"name":"MemoryGB","value":"8"}]}""")]
    [InlineData(
        """{"resourceType":"virtualMachines","name":"Standard_X","capabilities":[{"name":"vCPUs","value":"0"},{"name":"MemoryGB","value":"8"}]}""")]
    [InlineData("""{"resourceType":"disks","name":"Premium_LRS","capabilities":[]}""")]
    public void What_does_not_say_how_large_it_is_is_no_size(string entry) => Assert.Null(Read(entry));

    [Fact]
    public void Odd_values_beside_vCPUs_and_memory_count_as_not_said()
    {
        var size = Read(Entry("""
            "family":7,"locationInfo":[null,{"location":3},{"location":"East US","zones":["2",4,"1",null],"zoneDetails":[5,{"capabilities":null}]}],"restrictions":[]
            """, """,null,7,{"name":"MaxDataDiskCount","value":"lots"},{"name":"GPUs"},{"name":null,"value":"1"},{"name":"RetirementDateUtc","value":"soon"},{"name":"PremiumIO","value":true}"""));

        Assert.NotNull(size);
        Assert.Equal(("", null, 0, null, false), (size.Family, size.MaxDataDisks, size.Gpus, size.Retires, size.PremiumDisks));
        Assert.Equal(["1", "2"], size.Zones);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("Name")]
    public void Ultra_zones_are_read_however_the_service_writes_their_name(string property)
    {
        var size = Read(Entry($$"""
            "locationInfo":[{"location":"eastus","zones":["1","2","3"],"zoneDetails":[
                {"{{property}}":["3","1"],"capabilities":[{"name":"UltraSSDAvailable","value":"True"}]},
                {"{{property}}":["2"],"capabilities":[{"name":"UltraSSDAvailable","value":"False"}]}]},
              {"location":"westus","zoneDetails":[{"{{property}}":["2"],"capabilities":[{"name":"UltraSSDAvailable","value":"True"}]}]}]
            """));

        Assert.Equal(["1", "3"], size!.UltraZones);
        Assert.False(size.UltraWithoutZone);
    }

    [Theory]
    [InlineData(
        """{"type":"Location","values":["eastus"],"reasonCode":"NotAvailableForSubscription"}""", "NotAvailableForSubscription", "1,2,3")]
    [InlineData("""{"type":"Location","values":["westus"],"reasonCode":"NotAvailableForSubscription"}""", null, "1,2,3")]
    [InlineData(
        """{"type":"Zone","values":["eastus"],"restrictionInfo":{"locations":["eastus"],"zones":["2"]},"reasonCode":"NotAvailableForSubscription"}""", null, "1,3")]
    [InlineData("""{"type":"Location","values":["eastus"]}""", "restricted", "1,2,3")]
    [InlineData("""{"type":"Location","values":["East US"]}""", "restricted", "1,2,3")]
    [InlineData("""{"type":"Location","restrictionInfo":{"locations":["eastus"]}}""", "restricted", "1,2,3")]
    [InlineData("""{"type":"Location","values":null}""", "restricted, and the answer does not say where", "1,2,3")]
    [InlineData("""{"type":"Zone","values":["eastus"]}""", null, "")]
    [InlineData("\"ResourceSkuRestrictionsType\"", "restricted, and the answer does not say where", "1,2,3")]
    public void A_restriction_holds_where_it_says_and_everywhere_where_it_cannot_be_read(string restriction, string? reason, string zones)
    {
        var size = Read(Entry($$"""
            "locationInfo":[{"location":"eastus","zones":["1","2","3"]}],"restrictions":[{{restriction}}]
            """));

        Assert.Equal(reason, size!.Restriction);
        Assert.Equal(zones, string.Join(',', size.Zones));
    }

    private static string Entry(string rest, string capabilities = "") => $$"""
        {"resourceType":"virtualMachines","name":"Standard_X","capabilities":[{"name":"vCPUs","value":"2"},{"name":"MemoryGB","value":"8"}{{capabilities}}],{{rest}}}
        """;

    private static Size? Read(string entry) => SizeRow.Read(JsonSerializer.Deserialize<JsonElement>(entry), "eastus");

    private static string Text(Size? size) => JsonSerializer.Serialize(size);
}
