using System.Text.Json;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Planning;

/// <summary>The network of a drill: as the source's, and closed.</summary>
public class BlueprintNetworkTests
{
    private const string Networks = Cases.SourceGroup + "/providers/Microsoft.Network/virtualNetworks";

    [Fact]
    public void Subnets_have_the_sources_names_and_its_machines_their_own_addresses()
    {
        var journal = Cases.Journal(Cases.Facts(Cases.Machine("web", "10.1.0.4"), Cases.Machine("sql", "10.1.0.9")));

        var subnet = Properties(journal, "network").GetProperty("subnets")[0];
        Assert.Equal(("default", "10.1.0.0/28"), (subnet.GetProperty("name").GetString(), Text(subnet, "properties", "addressPrefix")));
        Assert.Equal(["10.1.0.0/28"], journal.Prefixes);
        var card = Properties(journal, "m02-sql-nic0").GetProperty("ipConfigurations")[0];
        Assert.Equal("10.1.0.9", Text(card, "properties", "privateIPAddress"));
        Assert.EndsWith("/virtualNetworks/network/subnets/default", Text(card, "properties", "subnet", "id"), StringComparison.Ordinal);
        Assert.False(card.GetProperty("properties").TryGetProperty("publicIPAddress", out _));
    }

    [Fact]
    public void Every_subnet_is_private_and_has_the_drills_security_group()
    {
        var journal = Cases.Journal(OfNetworks("a", "b"));

        Assert.All(Properties(journal, "network").GetProperty("subnets").EnumerateArray(), subnet =>
        {
            Assert.False(subnet.GetProperty("properties").GetProperty("defaultOutboundAccess").GetBoolean());
            Assert.Equal(journal.Find("nsg")!.Id, Text(subnet, "properties", "networkSecurityGroup", "id"));
        });
    }

    [Fact]
    public void Subnets_of_one_name_are_told_apart_and_each_machine_lies_in_its_own()
    {
        var journal = Cases.Journal(OfNetworks("a", "b", "c"));

        var names = Properties(journal, "network").GetProperty("subnets").EnumerateArray()
            .Select(subnet => subnet.GetProperty("name").GetString()).ToList();
        Assert.Equal(["default", "default-2", "default-3"], names);
        Assert.Equal(names, journal.Machines.Select(machine => Text(
            Properties(journal, machine.Cards[0]).GetProperty("ipConfigurations")[0], "properties", "subnet", "id")!.Split('/')[^1]));
    }

    [Fact]
    public void Only_its_own_prefixes_are_allowed_by_address_and_all_else_is_denied_both_ways()
    {
        var journal = Cases.Journal(OfNetworks("a", "b"));

        Assert.Equal(
            [
                "AllowDrillInbound Inbound 100 Allow 10.1.0.0/28,10.2.0.0/28 10.1.0.0/28,10.2.0.0/28",
                "DenyAllInbound Inbound 4096 Deny * *",
                "AllowDrillOutbound Outbound 100 Allow 10.1.0.0/28,10.2.0.0/28 10.1.0.0/28,10.2.0.0/28",
                "DenyAllOutbound Outbound 4096 Deny * *",
                "DenyMetadata Outbound 200 Deny * AzurePlatformIMDS",
                "DenyNames Outbound 210 Deny * AzurePlatformDNS",
            ], Rules(journal));
        Assert.DoesNotContain("VirtualNetwork", journal.Find("nsg")!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Named_leaves_names_open_and_nothing_else()
    {
        var @sealed = Rules(With(plan => plan with { Isolation = IsolationLevel.Sealed }));
        var named = Rules(With(plan => plan with { Isolation = IsolationLevel.Named }));

        Assert.Equal(["DenyNames Outbound 210 Deny * AzurePlatformDNS"], @sealed.Except(named));
        Assert.Empty(named.Except(@sealed));
    }

    [Theory]
    [InlineData(IsolationLevel.Sealed)]
    [InlineData(IsolationLevel.Named)]
    public void Opening_storage_opens_that_of_the_region_and_never_the_whole_cloud(IsolationLevel level)
    {
        var closed = Rules(With(plan => plan with { Isolation = level }));
        var open = With(plan => plan with { Isolation = level, OpensStorage = true });

        Assert.Equal(["AllowStorage Outbound 300 Allow 10.1.0.0/28 Storage.westeurope"], Rules(open).Except(closed));
        Assert.All(open.Resources, one => Assert.DoesNotContain("AzureCloud", one.Body, StringComparison.OrdinalIgnoreCase));
        Assert.True(open.OpensStorage);
    }

    [Fact]
    public void Of_the_sources_names_servers_those_that_are_rebuilt_are_set()
    {
        var facts = Cases.Facts(Cases.Machine("dc", "10.1.0.4"));
        facts = facts with { Source = facts.Source with { Subnets = [new(Cases.Subnet, "10.1.0.0/24", ["10.9.9.9", "10.1.0.4"], 0)] } };

        var dns = Properties(Cases.Journal(facts), "network").GetProperty("dhcpOptions").GetProperty("dnsServers");

        Assert.Equal("""["10.1.0.4"]""", dns.GetRawText());
    }

    [Fact]
    public void The_canary_asks_for_the_plans_address()
    {
        var facts = Cases.Facts(Cases.Machine());

        Assert.Equal("10.7.0.4:1433", Canary(facts with { Plan = facts.Plan with { CanaryAddress = "10.7.0.4:1433" } }));
    }

    [Fact]
    public void Else_for_one_of_production_that_is_best_none_of_the_drills_own()
    {
        var facts = Cases.Facts(Cases.Machine());

        Assert.Equal("10.2.0.4:443", Canary(Known(facts, "10.1.0.5", "10.2.0.4")));
        Assert.Equal("10.1.0.5:443", Canary(Known(facts, "10.1.0.5")));
        Assert.Null(Canary(Known(facts)));
    }

    private static PreflightFacts Known(PreflightFacts facts, params string[] addresses) =>
        facts with { Source = facts.Source with { Addresses = addresses } };

    private static string? Canary(PreflightFacts facts) => BlueprintPolicy.CanaryOf(facts, BlueprintPolicy.Subnets(facts));

    // A machine each, in a subnet named default each.
    private static PreflightFacts OfNetworks(params string[] networks)
    {
        var subnets = networks.Select((name, index) => new SourceSubnet(
            $"{Networks}/{name}/subnets/default", FormattableString.Invariant($"10.{index + 1}.0.0/24"), [], 0)).ToList();
        var facts = Cases.Facts([.. subnets.Select((subnet, index) => Cases.Machine($"web{index}") with
        {
            Cards = [Cases.Card(FormattableString.Invariant($"10.{index + 1}.0.4"), subnet.Id)],
        })]);
        return facts with { Source = facts.Source with { Subnets = subnets } };
    }

    private static DrillJournal With(Func<DrillPlan, DrillPlan> change)
    {
        var facts = Cases.Facts(Cases.Machine());
        return Cases.Journal(facts with { Plan = change(facts.Plan) });
    }

    private static List<string> Rules(DrillJournal journal) =>
    [
        .. Properties(journal, "nsg").GetProperty("securityRules").EnumerateArray().Select(rule =>
        {
            var properties = rule.GetProperty("properties");
            return FormattableString.Invariant($"{rule.GetProperty("name")} {properties.GetProperty("direction")} ")
                + FormattableString.Invariant($"{properties.GetProperty("priority")} {properties.GetProperty("access")} ")
                + $"{Prefixes(properties, "source")} {Prefixes(properties, "destination")}";
        }),
    ];

    private static string Prefixes(JsonElement rule, string side) => rule.TryGetProperty($"{side}AddressPrefix", out var one)
        ? one.GetString()!
        : string.Join(',', rule.GetProperty($"{side}AddressPrefixes").EnumerateArray().Select(prefix => prefix.GetString()));

    private static JsonElement Properties(DrillJournal journal, string key) =>
        BlueprintPolicyTests.Body(journal.Find(key)!).GetProperty("properties");

    private static string? Text(JsonElement element, params string[] path) =>
        path.Aggregate(element, (one, name) => one.GetProperty(name)).GetString();
}
