using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Resources;

public sealed class NetworkShapeTests(Shapes azure) : IClassFixture<Shapes>
{
    private static readonly object Space = new { addressSpace = new { addressPrefixes = new[] { "192.168.0.0/16" } } };

    [Fact]
    public async Task A_network_is_made_read_and_deleted_as_recorded()
    {
        var group = await azure.Group("rg-net1");
        var path = $"{group}/providers/Microsoft.Network/virtualNetworks/vnet-drill";
        var made = await azure.Put(path, new { location = "westus", properties = Space });
        var body = made.Json();
        Assert.Equal((201, null, "3"), (made.Status, Shapes.Header(made, "Location"), Shapes.Header(made, "Retry-After")));
        Assert.Equal(["name", "id", "etag", "type", "location", "properties"], body.EnumerateObject().Select(one => one.Name));
        var properties = body.GetProperty("properties");
        Assert.Equal(
            ["addressSpace", "enableDdosProtection", "privateEndpointVNetPolicies", "provisioningState", "resourceGuid", "subnets",
                "virtualNetworkPeerings"],
            properties.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Updating", properties.GetProperty("provisioningState").GetString());
        Assert.Matches("^W/\"[0-9a-f-]{36}\"$", body.GetProperty("etag").GetString());

        Assert.Equal("""{"status":"Succeeded"}""", (await azure.End(made)).Content.ToString());
        var read = await azure.Get(path);
        Assert.Equal("Succeeded", read.Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        Assert.Equal(read.Json().GetProperty("etag").GetString(), Shapes.Header(read, "ETag"));
        Assert.NotEqual(body.GetProperty("etag").GetString(), Shapes.Header(read, "ETag"));

        var absent = await azure.Get(path + "notfound");
        Assert.Equal((404, "ResourceNotFound", true), (absent.Status, absent.ErrorCode(), Shapes.IsOfGateway(absent)));
        Assert.Equal("ResourceGroupNotFound",
            (await azure.Get($"{azure.Subscription}/resourceGroups/rg-nope/providers/Microsoft.Network/virtualNetworks")).ErrorCode());

        var wrong = await azure.Put(path, new { etag = "invalid", location = "westus", properties = Space });
        Assert.Equal((412, "PreconditionFailed"), (wrong.Status, wrong.ErrorCode()));
        Assert.Equal(
            $"Etag provided in if-match header W/\"invalid\" does not match etag {Shapes.Header(read, "ETag")} of resource {path} in NRP data store.",
            wrong.Json().GetProperty("error").GetProperty("details")[0].GetProperty("message").GetString());
        Assert.Equal(
            412, (await azure.Put(path, new { location = "westus", properties = Space }, headers: ("If-Match", "W/\"other\""))).Status);
        Assert.Equal(
            200, (await azure.Put(path, new { location = "westus", properties = Space },
            headers: ("If-Match", Shapes.Header(read, "ETag")!))).Status);
        azure.Clients.Advance(30);

        var deleted = await azure.Delete(path);
        Assert.Equal(202, deleted.Status);
        Assert.Contains("/Microsoft.Network/locations/westus/operations/", Shapes.Header(deleted, "Azure-AsyncOperation"));
        Assert.Contains("/Microsoft.Network/locations/westus/operationResults/", Shapes.Header(deleted, "Location"));
        Assert.Equal("Deleting", (await azure.Get(path)).Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        Assert.Equal((204, ""), (await azure.End(deleted, "Location")) is var end ? (end.Status, end.Content.ToString()) : default);
        Assert.Equal(204, (await azure.Delete(path)).Status);
    }

    [Fact]
    public async Task A_subnet_answers_as_recorded_and_must_fit()
    {
        var group = await azure.Group("rg-net2");
        var network = $"{group}/providers/Microsoft.Network/virtualNetworks/vnet";
        await azure.Made(
            network,
            new { location = "westeurope", properties = new { addressSpace = new { addressPrefixes = new[] { "10.1.0.0/16" } } } });
        var made = await azure.Put(network + "/subnets/snet", new { properties = new { addressPrefix = "10.1.0.0/24" } });
        Assert.Equal(201, made.Status);
        Assert.Equal(
            ["addressPrefix", "delegations", "privateEndpointNetworkPolicies", "privateLinkServiceNetworkPolicies", "provisioningState"],
            made.Json().GetProperty("properties").EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        // One at a time.
        Assert.Equal("AnotherOperationInProgress",
            (await azure.Put(network + "/subnets/other", new { properties = new { addressPrefix = "10.1.1.0/24" } })).ErrorCode());
        await azure.End(made);
        Assert.Equal("snet", (await azure.Get(network)).Json().GetProperty("properties").GetProperty("subnets")[0].GetProperty("name")
            .GetString());
        var absent = await azure.Get(network + "/subnets/none");
        Assert.Equal((404, "NotFound", false), (absent.Status, absent.ErrorCode(), Shapes.IsOfGateway(absent)));
        Assert.Equal($"Resource {network}/subnets/none not found.", absent.Json().GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("ParentResourceNotFound", (await azure.Get(network + "x/subnets/snet")).ErrorCode());
        Assert.Equal("NetcfgSubnetRangesOverlap",
            (await azure.Put(network + "/subnets/other", new { properties = new { addressPrefix = "10.1.0.128/25" } })).ErrorCode());
        Assert.Equal("NetcfgInvalidSubnet",
            (await azure.Put(network + "/subnets/other", new { properties = new { addressPrefix = "10.2.0.0/24" } })).ErrorCode());
        Assert.Equal(
            501, (await azure.Put(network + "/subnets/other",
            new { properties = new { addressPrefix = "10.1.1.0/24", natGateway = new { id = "/x" } } })).Status);
        var sealedOff = await azure.Put(
            network + "/subnets/sealed", new { properties = new { addressPrefix = "10.1.2.0/24" } }, "2025-07-01");
        Assert.False(sealedOff.Json().GetProperty("properties").GetProperty("defaultOutboundAccess").GetBoolean());
        await azure.End(sealedOff);
        // A network that is put again without its subnets keeps them.
        await azure.Made(
            network,
            new { location = "westeurope", properties = new { addressSpace = new { addressPrefixes = new[] { "10.1.0.0/16" } } } });
        Assert.Equal(2, (await azure.Get(network + "/subnets")).Json().GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task A_security_group_has_the_six_rules_that_are_in_every_answer()
    {
        var group = await azure.Group("rg-net3");
        var path = $"{group}/providers/Microsoft.Network/networkSecurityGroups/nsg";
        await azure.Made(path, new { location = "westeurope" });
        var rule = new { protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "443", sourceAddressPrefix = "*",
            destinationAddressPrefix = "10.0.0.0/32", access = "Deny", priority = 200, direction = "Inbound" };
        await azure.Made(path + "/securityRules/test4", new { properties = rule });
        Assert.Equal("SecurityRuleConflict", (await azure.Put(path + "/securityRules/other", new { properties = rule })).ErrorCode());
        Assert.Equal("SecurityRuleInvalidPriority",
            (await azure.Put(path + "/securityRules/other", new { properties = rule with { priority = 99 } })).ErrorCode());
        var ours = (await azure.Get($"{azure.Subscription}/providers/Microsoft.Network/networkSecurityGroups")).Json();
        var recorded = RecordedData.Answers("nsg.json", "/networkSecurityGroups?").ToList();
        foreach (var one in recorded)
        {
            var missing = RecordedData.Paths(one).Except(RecordedData.Paths(ours), StringComparer.Ordinal);
            Assert.Empty(missing);
            var theirs = one.GetProperty("value")[0].GetProperty("properties").GetProperty("defaultSecurityRules");
            var mine = ours.GetProperty("value").EnumerateArray().First(found => found.GetProperty("name").GetString() == "nsg")
                .GetProperty("properties").GetProperty("defaultSecurityRules");
            Assert.Equal(theirs.EnumerateArray().Select(Facts), mine.EnumerateArray().Select(Facts));
        }
        Assert.Equal(6, ours.GetProperty("value")[0].GetProperty("properties").GetProperty("defaultSecurityRules").GetArrayLength());
    }

    [Fact]
    public async Task An_interface_answers_at_once_and_what_it_uses_cannot_be_deleted()
    {
        var group = await azure.Group("rg-net4");
        var provider = group + "/providers/Microsoft.Network";
        await azure.Made($"{provider}/networkSecurityGroups/nsg", new { location = "westeurope" });
        await azure.Made($"{provider}/publicIPAddresses/pip", new { location = "westeurope" });
        await azure.Made($"{provider}/virtualNetworks/vnet",
            new { location = "westeurope",
            properties = new { addressSpace = new { addressPrefixes = new[] { "10.0.0.0/16" } },
            subnets = new[] { new { name = "snet", properties = new { addressPrefix = "10.0.0.0/24" } } } } });
        object Card(object address) =>
            new { location = "westeurope",
            properties = new { networkSecurityGroup = new { id = $"{provider}/networkSecurityGroups/nsg" },
            ipConfigurations = new[] { new { name = "ipConfig1", properties = address } } } };
        var subnet = new { id = $"{provider}/virtualNetworks/vnet/subnets/snet" };
        var made = await azure.Put($"{provider}/networkInterfaces/nic",
            Card(new { privateIPAllocationMethod = "Dynamic", subnet,
            publicIPAddress = new { id = $"{provider}/publicIPAddresses/pip" } }));
        Assert.Equal((201, null), (made.Status, Shapes.Header(made, "Azure-AsyncOperation")));
        var properties = made.Json().GetProperty("properties");
        Assert.Equal("Succeeded", properties.GetProperty("provisioningState").GetString());
        Assert.Equal("10.0.0.4", properties.GetProperty("ipConfigurations")[0].GetProperty("properties").GetProperty("privateIPAddress")
            .GetString());
        Assert.Equal("Regular", made.Json().GetProperty("kind").GetString());
        foreach (var (name, value) in new[] { ("nicType", "Standard"), ("auxiliaryMode", "None"), ("auxiliarySku", "None") })
            Assert.Equal(value, properties.GetProperty(name).GetString());

        async Task Refused(string path, string code) =>
            Assert.Equal((400, code, false), (await azure.Delete(path)) is var answer
            ? (answer.Status, answer.ErrorCode(), Shapes.IsOfGateway(answer)) : default);
        azure.Azure.Resources.Attach($"{provider}/networkInterfaces/nic", $"{group}/providers/Microsoft.Compute/virtualMachines/vm1");
        await Refused($"{provider}/networkInterfaces/nic", "NicInUse");
        await Refused($"{provider}/networkSecurityGroups/nsg", "InUseNetworkSecurityGroupCannotBeDeleted");
        await Refused($"{provider}/publicIPAddresses/pip", "PublicIPAddressCannotBeDeleted");
        await Refused($"{provider}/virtualNetworks/vnet", "InUseSubnetCannotBeDeleted");
        Assert.Equal($"{provider}/networkInterfaces/nic/ipConfigurations/ipConfig1",
            (await azure.Get($"{provider}/publicIPAddresses/pip")).Json().GetProperty("properties").GetProperty("ipConfiguration")
            .GetProperty("id").GetString());

        Assert.Equal("PrivateIPAddressIsAllocated",
            (await azure.Put($"{provider}/networkInterfaces/two",
            Card(new { privateIPAllocationMethod = "Static", privateIPAddress = "10.0.0.4", subnet }))).ErrorCode());
        Assert.Equal("PrivateIPAddressInReservedRange",
            (await azure.Put($"{provider}/networkInterfaces/two",
            Card(new { privateIPAllocationMethod = "Static", privateIPAddress = "10.0.0.1", subnet }))).ErrorCode());
        Assert.Equal("InvalidResourceReference",
            (await azure.Put($"{provider}/networkInterfaces/two", Card(new { subnet = new { id = subnet.id + "x" } }))).ErrorCode());

        azure.Azure.Resources.Detach($"{provider}/networkInterfaces/nic");
        await azure.End(await azure.Delete($"{provider}/networkInterfaces/nic"));
        await azure.End(await azure.Delete($"{provider}/networkSecurityGroups/nsg"));
        await azure.End(await azure.Delete($"{provider}/publicIPAddresses/pip"));
        await azure.End(await azure.Delete($"{provider}/virtualNetworks/vnet"));
        Assert.Empty((await azure.Get(group + "/resources")).Json().GetProperty("value").EnumerateArray());
    }

    [Fact]
    public async Task Networks_of_the_fleet_and_new_ones_behave_alike_and_peerings_and_routes_show_what_holds()
    {
        var machine = azure.Azure.Fleet.Machines.First(one => one.DeletedAt is null && one.IsRunning(azure.Azure.Time.GetUtcNow()));
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Network";
        var card = $"{home}/networkInterfaces/{machine.Name}-nic";
        Assert.Equal("NicInUse", (await azure.Delete(card)).ErrorCode());
        var network = $"{home}/virtualNetworks/vnet-{machine.Region}";
        Assert.Equal("InUseSubnetCannotBeDeleted", (await azure.Delete(network)).ErrorCode());
        Assert.Contains((await azure.Get(home + "/networkInterfaces")).Json().GetProperty("value").EnumerateArray(), one =>
            one.GetProperty("id").GetString() == card);

        async Task<List<string>> Hops()
        {
            var accepted = await azure.Send(RequestMethod.Post, card + "/effectiveRouteTable");
            Assert.Equal(202, accepted.Status);
            var routes = (await azure.End(accepted, "Location")).Json().GetProperty("value");
            return [.. routes.EnumerateArray().Where(one => one.GetProperty("state").GetString() == "Active")
                .Select(one => one.GetProperty("nextHopType").GetString()!).Distinct()];
        }

        Assert.Equal(["VnetLocal", "Internet", "None"], await Hops());
        var other = $"{await azure.Group("rg-net5")}/providers/Microsoft.Network/virtualNetworks/far";
        await azure.Made(
            other, new { location = "westeurope",
            properties = new { addressSpace = new { addressPrefixes = new[] { "172.16.0.0/16" } } } });
        Assert.Equal(
            "Initiated",
            (await azure.Made(network + "/virtualNetworkPeerings/there",
            new { properties = new { remoteVirtualNetwork = new { id = other } } })).GetProperty("properties").GetProperty("peeringState")
            .GetString());
        Assert.Equal(
            "Connected",
            (await azure.Made(other + "/virtualNetworkPeerings/back",
            new { properties = new { remoteVirtualNetwork = new { id = network } } })).GetProperty("properties").GetProperty("peeringState")
            .GetString());
        Assert.Contains("VNetPeering", await Hops());
        await azure.Made($"{home}/routeTables/rt",
            new { location = machine.Region,
            properties =
            new { routes = new[] { new { name = "nowhere", properties = new { addressPrefix = "0.0.0.0/0", nextHopType = "None" } } } } });
        await azure.Made(network + "/subnets/default",
            new { properties = new { addressPrefix = "10.0.0.0/8", routeTable = new { id = $"{home}/routeTables/rt" } } });
        Assert.DoesNotContain("Internet", await Hops());
        Assert.Equal("InUseRouteTableCannotBeDeleted", (await azure.Delete($"{home}/routeTables/rt")).ErrorCode());
    }

    [Fact]
    public async Task A_write_that_fails_at_its_end_leaves_a_network_that_says_so()
    {
        var path = $"{await azure.Group("rg-net7")}/providers/Microsoft.Network/virtualNetworks/fails";
        azure.Azure.Faults.Add(new FaultRule
        {
            Operation = "VirtualNetworks_CreateOrUpdate", Target = path, Nth = 1, Kind = FaultKind.FailOperation, Code = "Broken",
                Message = "It broke.",
        });
        var ended = await azure.End(await azure.Put(path, new { location = "westeurope", properties = Space }));
        Assert.Equal("""{"status":"Failed","error":{"code":"Broken","message":"It broke."}}""", ended.Content.ToString());
        Assert.Equal("Failed", (await azure.Get(path)).Json().GetProperty("properties").GetProperty("provisioningState").GetString());
        var again = await azure.Made(path, new { location = "westeurope", properties = Space });
        Assert.Equal("Succeeded", again.GetProperty("properties").GetProperty("provisioningState").GetString());
    }

    [Fact]
    public async Task Resource_graph_shows_a_new_network_a_while_later()
    {
        var path = $"{await azure.Group("rg-net8")}/providers/Microsoft.Network/virtualNetworks/shown";
        await azure.Made(path, new { location = "westeurope", tags = new { a = "b" }, properties = Space });
        var query = new { query = $"resources | where id =~ '{path}' | project id, location, tags" };
        azure.Clients.Advance(40);
        var rows = (await azure.Send(RequestMethod.Post, "/providers/Microsoft.ResourceGraph/resources", query, "2022-10-01")).Json();
        Assert.Equal($$$"""[{"id":"{{{path}}}","location":"westeurope","tags":{"a":"b"}}]""", rows.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Public_addresses_have_what_the_recorded_ones_have()
    {
        var path = $"{await azure.Group("rg-net6")}/providers/Microsoft.Network/publicIPAddresses/pip";
        var made = await azure.Put(path,
            new { location = "westeurope", properties = new { dnsSettings = new { domainNameLabel = "drill" } } });
        Assert.Equal("1", Shapes.Header(made, "Retry-After"));
        await azure.End(made);
        var read = (await azure.Get(path)).Json();
        Assert.Equal("drill.westeurope.cloudapp.azure.com",
            read.GetProperty("properties").GetProperty("dnsSettings").GetProperty("fqdn").GetString());
        string[] whenUsed = ["value[].properties.ipAddress", "value[].properties.ipConfiguration", "value[].properties.ipConfiguration.id"];
        foreach (var recorded in RecordedData.Answers("public-ip-list.json", "/publicIPAddresses?"))
        {
            var ours = RecordedData.Paths((await azure.Get($"{azure.Subscription}/providers/Microsoft.Network/publicIPAddresses")).Json())
                .ToHashSet(StringComparer.Ordinal);
            Assert.Empty(RecordedData.Paths(recorded).Except(ours, StringComparer.Ordinal).Except(whenUsed, StringComparer.Ordinal));
        }
        Assert.Equal("StandardSkuPublicIPAddressesMustBeStatic",
            (await azure.Put(
            path + "2",
            new { location = "westeurope", sku = new { name = "Standard" }, properties = new { publicIPAllocationMethod = "Dynamic" } }))
            .ErrorCode());
    }

    private static string Facts(JsonElement rule) =>
        string.Join(' ', rule.GetProperty("name").GetString(), rule.GetProperty("properties").GetProperty("priority"),
        rule.GetProperty("properties").GetProperty("access"),
        rule.GetProperty("properties").GetProperty("direction"), rule.GetProperty("properties").GetProperty("sourceAddressPrefix"),
            rule.GetProperty("properties").GetProperty("destinationAddressPrefix"),
            rule.GetProperty("properties").GetProperty("description"));
}
