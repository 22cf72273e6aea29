using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Isolation;

/// <summary>Each way out of a drill's network, alone.</summary>
public class IsolationPolicyTests
{
    private static readonly DrillJournal Journal = Cases.Journal();

    [Fact]
    public void What_the_drill_made_leads_nowhere()
    {
        Assert.Empty(OfNetwork(_ => { }));
        Assert.Empty(IsolationPolicy.OfRules(Element(Journal.Find("nsg")!.Body), Journal));
        Assert.Empty(IsolationPolicy.OfCard(Element(Journal.Find("m01-web-nic0")!.Body)));
        Assert.Empty(IsolationPolicy.OfManager(Element("""{"value":[]}""")));
    }

    [Fact]
    public void A_peering_leads_out() => Assert.Equal(
        ["peering to-hub to /subscriptions/x/hub"],
        OfNetwork(network => network["virtualNetworkPeerings"] = JsonNode.Parse(
            """[{"name":"to-hub","properties":{"remoteVirtualNetwork":{"id":"/subscriptions/x/hub"}}}]""")));

    [Fact]
    public void A_prefix_that_the_drill_did_not_give_it_leads_out() => Assert.Equal(
        ["the network has the prefix 10.9.0.0/16, which is none of the drill's"],
        OfNetwork(network => network["addressSpace"]!["addressPrefixes"]!.AsArray().Add("10.9.0.0/16")));

    [Theory]
    [InlineData("natGateway", """{"id":"/x/natGateways/nat"}""", "has nat (natGateway)")]
    [InlineData("routeTable", """{"id":"/x/routeTables/to-hub"}""", "has to-hub (routeTable)")]
    [InlineData("defaultOutboundAccess", "true", "has a way out by default")]
    [InlineData("defaultOutboundAccess", "null", "has a way out by default")]
    [InlineData("networkSecurityGroup", "null", "is without the drill's security group")]
    [InlineData("networkSecurityGroup", """{"id":"/x/networkSecurityGroups/nsg"}""", "is without the drill's security group")]
    [InlineData("serviceEndpoints", """[{"service":"Microsoft.Storage"}]""", "has a service endpoint to Microsoft.Storage")]
    [InlineData("privateEndpoints", """[{"id":"/x/privateEndpoints/sql"}]""", "has the private endpoint sql")]
    [InlineData("delegations", """[{"properties":{"serviceName":"Microsoft.Web"}}]""", "is delegated to Microsoft.Web")]
    public void A_subnet_leads_out(string property, string json, string words) => Assert.Equal(
        [$"subnet default {words}"],
        OfNetwork(network => network["subnets"]![0]!["properties"]![property] = JsonNode.Parse(json)));

    [Fact]
    public void A_subnet_that_somebody_added_is_not_the_drills() => Assert.Equal(
        ["subnet GatewaySubnet has a way out by default", "subnet GatewaySubnet is without the drill's security group"],
        OfNetwork(network => network["subnets"]!.AsArray().Add(JsonNode.Parse("""{"name":"GatewaySubnet","properties":{}}"""))));

    [Theory]
    [InlineData("""{"value":[{"id":"/x/connectivityConfigurations/mesh"}]}""", "mesh")]
    [InlineData("""{"value":[{"properties":{"connectivityTopology":"HubAndSpoke"}}]}""", "HubAndSpoke")]
    [InlineData("""{"value":[{}]}""", "a configuration")]
    public void A_connected_group_that_stands_under_no_peering_leads_out(string answer, string name) =>
        Assert.Equal([$"Virtual Network Manager connects it: {name}"], IsolationPolicy.OfManager(Element(answer)));

    [Theory]
    [InlineData("""{"publicIPAddress":{"id":"/x/publicIPAddresses/ip"}}""", "nic has the public address ip")]
    [InlineData("""{"loadBalancerBackendAddressPools":[{"id":"/x/pool"}]}""", "nic is in pool (loadBalancerBackendAddressPools)")]
    [InlineData("""{"loadBalancerInboundNatRules":[{"id":"/x/rdp"}]}""", "nic is in rdp (loadBalancerInboundNatRules)")]
    [InlineData("""{"applicationGatewayBackendAddressPools":[{"id":"/x/web"}]}""", "nic is in web (applicationGatewayBackendAddressPools)")]
    public void An_interface_leads_out(string configuration, string words) => Assert.Equal(
        [words],
        IsolationPolicy.OfCard(Element($$$"""{"name":"nic","properties":{"ipConfigurations":[{"properties":{{{configuration}}} }]}}""")));

    [Fact]
    public void An_allowance_that_the_drill_did_not_write_leads_out() => Assert.Equal(
        ["security rule Theirs allows something"], OfRules(Journal, rules => rules.Add(Rule("Theirs", "Allow"))));

    [Fact]
    public void A_denial_more_does_not() => Assert.Empty(OfRules(Journal, rules => rules.Add(Rule("Theirs", "Deny"))));

    [Theory]
    [InlineData("DenyAllInbound")]
    [InlineData("DenyAllOutbound")]
    [InlineData("DenyMetadata")]
    [InlineData("DenyNames")]
    public void A_denial_of_the_drills_own_that_is_gone_leads_out(string name) =>
        Assert.Equal([$"security rule {name} is gone"], OfRules(Journal, rules => rules.Remove(Find(rules, name))));

    [Theory]
    [InlineData("AllowDrillOutbound", "destinationAddressPrefix", "*", "security rule AllowDrillOutbound allows something")]
    [InlineData("AllowDrillInbound", "sourceAddressPrefix", "10.0.0.0/8", "security rule AllowDrillInbound allows something")]
    [InlineData("DenyAllOutbound", "destinationAddressPrefix", "10.0.0.0/8", "security rule DenyAllOutbound is gone")]
    [InlineData("DenyAllOutbound", "destinationPortRange", "80", "security rule DenyAllOutbound is gone")]
    [InlineData("DenyMetadata", "protocol", "Udp", "security rule DenyMetadata is gone")]
    public void A_rule_of_the_drills_own_that_somebody_changed_leads_out(string name, string property, string value, string words) =>
        Assert.Equal([words], OfRules(Journal, rules => Find(rules, name)["properties"]![property] = value));

    [Fact]
    public void A_denial_that_became_an_allowance_leads_out() => Assert.Equal(
        ["security rule DenyAllOutbound allows something", "security rule DenyAllOutbound is gone"],
        OfRules(Journal, rules => Find(rules, "DenyAllOutbound")["properties"]!["access"] = "Allow"));

    [Fact]
    public void The_casing_in_which_Azure_gives_rules_back_makes_no_difference()
    {
        var facts = Cases.Facts(Cases.Machine());
        var open = Cases.Journal(facts with { Plan = facts.Plan with { OpensStorage = true } });

        Assert.Empty(OfRules(
            open, rules => Find(rules, "AllowStorage")["properties"]!["destinationAddressPrefix"] = "Storage.WestEurope"));
    }

    [Fact]
    public void Storage_that_nobody_opened_leads_out()
    {
        var facts = Cases.Facts(Cases.Machine());
        var open = Cases.Journal(facts with { Plan = facts.Plan with { OpensStorage = true } });

        Assert.Equal(
            ["security rule AllowStorage allows something"], IsolationPolicy.OfRules(Element(open.Find("nsg")!.Body), Journal));
    }

    [Fact]
    public void A_named_drill_needs_no_denial_of_names()
    {
        var facts = Cases.Facts(Cases.Machine());
        var named = Cases.Journal(facts with { Plan = facts.Plan with { Isolation = IsolationLevel.Named } });

        Assert.Empty(IsolationPolicy.OfRules(Element(named.Find("nsg")!.Body), named));
    }

    [Theory]
    [InlineData("VnetLocal", true)]
    [InlineData("None", true)]
    [InlineData("none", true)]
    [InlineData("Internet", false)]
    [InlineData("VNetPeering", false)]
    [InlineData("ConnectedGroup", false)]
    [InlineData("VirtualNetworkGateway", false)]
    [InlineData("VirtualAppliance", false)]
    [InlineData("VirtualNetworkServiceEndpoint", false)]
    [InlineData("Somewhere", false)]
    public void A_route_leads_only_within_or_nowhere(string hop, bool isClosed) => Assert.Equal(
        isClosed ? [] : [$"a route to 10.9.0.0/16 over {hop}"],
        IsolationPolicy.OfRoutes(Element(
            $$"""{"value":[{"state":"Active","addressPrefix":["10.9.0.0/16"],"nextHopType":"{{hop}}"}]}""")));

    [Fact]
    public void A_route_without_a_hop_or_a_state_counts_and_one_that_does_not_hold_does_not()
    {
        Assert.Single(IsolationPolicy.OfRoutes(Element("""{"value":[{"addressPrefix":["0.0.0.0/0"]}]}""")));
        Assert.Empty(IsolationPolicy.OfRoutes(Element("""{"value":[{"state":"Invalid","nextHopType":"Internet"}]}""")));
    }

    [Theory]
    [InlineData("production=closed\npublic=closed\nmetadata=closed\nnames=closed", IsolationLevel.Sealed, "", "")]
    [InlineData("public=closed\nmetadata=closed\nnames=closed", IsolationLevel.Sealed, "", "")]
    [InlineData("production=open\npublic=closed\nmetadata=closed\nnames=closed", IsolationLevel.Sealed, "a production address answers", "")]
    [InlineData("production=closed\npublic=open\nmetadata=closed\nnames=closed", IsolationLevel.Sealed, "a public address answers", "")]
    [InlineData("public=closed\nmetadata=open\nnames=closed", IsolationLevel.Sealed, "the metadata service answers", "")]
    [InlineData("public=closed\nmetadata=open\nnames=closed", IsolationLevel.Named, "the metadata service answers", "")]
    [InlineData("public=closed\nmetadata=closed\nnames=open", IsolationLevel.Sealed, "names are resolved", "")]
    [InlineData("public=closed\nmetadata=closed\nnames=open", IsolationLevel.Named, "", "")]
    [InlineData("public=closed\nnames=closed", IsolationLevel.Sealed, "", "the canary said nothing of metadata")]
    [InlineData("production=\npublic=closed\nmetadata=closed", IsolationLevel.Named, "", "the canary said nothing of production")]
    public void The_canary_must_fail_everywhere_and_say_so(string output, IsolationLevel level, string breach, string unread)
    {
        var (breaches, silent) = IsolationPolicy.OfCanary(output, level);

        Assert.Equal((breach, unread), (string.Join("; ", breaches), string.Join("; ", silent)));
    }

    [Fact]
    public void A_canary_that_said_nothing_proves_nothing() =>
        Assert.Equal(3, IsolationPolicy.OfCanary("bash: not found", IsolationLevel.Sealed).Unread.Count);

    private static IReadOnlyList<string> OfNetwork(Action<JsonNode> change)
    {
        var network = JsonNode.Parse(Journal.Find("network")!.Body)!;
        change(network["properties"]!);
        return [.. IsolationPolicy.OfNetwork(JsonSerializer.SerializeToElement(network), Journal)];
    }

    private static IReadOnlyList<string> OfRules(DrillJournal journal, Action<JsonArray> change)
    {
        var group = JsonNode.Parse(journal.Find("nsg")!.Body)!;
        change(group["properties"]!["securityRules"]!.AsArray());
        return [.. IsolationPolicy.OfRules(JsonSerializer.SerializeToElement(group), journal)];
    }

    private static JsonNode Find(JsonArray rules, string name) => rules.Single(rule => (string?)rule!["name"] == name)!;

    private static JsonNode Rule(string name, string access) => JsonNode.Parse(
        $$"""{"name":"{{name}}","properties":{"access":"{{access}}","direction":"Outbound","priority":99} }""")!;

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement;
}
