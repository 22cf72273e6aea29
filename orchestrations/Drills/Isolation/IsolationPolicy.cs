using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Orchestrations.Drills.Isolation;

/// <summary>
/// What leads out of a drill's network. Pure. A network without peering is not isolated by that: connected groups of Virtual Network
/// Manager stand under no peering (Microsoft Learn, connectivity configuration).
/// </summary>
internal static class IsolationPolicy
{
    private static readonly string[] Closed = ["VnetLocal", "None"];

    // Of a subnet or interface: whatever leads out or in.
    private static readonly string[] WaysOfSubnet = ["natGateway", "routeTable"];

    private static readonly string[] WaysOfCard =
        ["loadBalancerBackendAddressPools", "loadBalancerInboundNatRules", "applicationGatewayBackendAddressPools"];

    /// <summary>Of the network as it is configured.</summary>
    public static IEnumerable<string> OfNetwork(JsonElement network, DrillJournal journal)
    {
        var properties = network.Get("properties");
        foreach (var peering in properties.Get("virtualNetworkPeerings").Items())
            yield return $"peering {peering.Get("name").Text()} to {peering.Get("properties").Get("remoteVirtualNetwork").Get("id").Text()}";
        foreach (var prefix in properties.Get("addressSpace").Get("addressPrefixes").Texts()
            .Where(prefix => !journal.Prefixes.Contains(prefix, StringComparer.Ordinal)))
            yield return $"the network has the prefix {prefix}, which is none of the drill's";
        foreach (var subnet in properties.Get("subnets").Items())
            foreach (var way in OfSubnet(subnet, journal))
                yield return way;
    }

    private static IEnumerable<string> OfSubnet(JsonElement subnet, DrillJournal journal)
    {
        var (name, properties) = (subnet.Get("name").Text(), subnet.Get("properties"));
        if (properties.Get("defaultOutboundAccess").ValueKind != JsonValueKind.False)
            yield return $"subnet {name} has a way out by default";
        if (!string.Equals(
            properties.Get("networkSecurityGroup").Get("id").Text(), journal.Find("nsg")?.Id, StringComparison.OrdinalIgnoreCase))
            yield return $"subnet {name} is without the drill's security group";
        foreach (var way in WaysOfSubnet)
            if (properties.Get(way).Get("id").Text() is { } id)
                yield return $"subnet {name} has {ArmId.NameOf(id)} ({way})";
        foreach (var endpoint in properties.Get("serviceEndpoints").Items())
            yield return $"subnet {name} has a service endpoint to {endpoint.Get("service").Text()}";
        foreach (var endpoint in properties.Get("privateEndpoints").Items())
            yield return $"subnet {name} has the private endpoint {ArmId.NameOf(endpoint.Get("id").Text() ?? "")}";
        foreach (var delegation in properties.Get("delegations").Items())
            yield return $"subnet {name} is delegated to {delegation.Get("properties").Get("serviceName").Text()}";
    }

    /// <summary>Of what Virtual Network Manager connects it to.</summary>
    public static IEnumerable<string> OfManager(JsonElement answer) => answer.Get("value").Items().Select(one =>
        $"Virtual Network Manager connects it: {ArmId.NameOf(one.Get("id").Text() ?? one.Get("properties").Get("connectivityTopology").Text() ?? "a configuration")}");

    /// <summary>
    /// Of the security group: an allowance that the drill did not write so, or a denial of its own that is gone or weaker.
    /// </summary>
    public static IEnumerable<string> OfRules(JsonElement group, DrillJournal journal)
    {
        using var made = JsonDocument.Parse(journal.Find("nsg")!.Body);
        var (meant, found) = (RulesOf(made.RootElement), RulesOf(group));
        foreach (var rule in found.Where(rule => rule.IsAllowed && !meant.Contains(rule)))
            yield return $"security rule {rule.Name} allows something";
        foreach (var rule in meant.Where(rule => !rule.IsAllowed && !found.Contains(rule)))
            yield return $"security rule {rule.Name} is gone";
    }

    private static List<SecurityRule> RulesOf(JsonElement group) =>
        [.. group.Get("properties").Get("securityRules").Items().Select(SecurityRule.Of)];

    /// <summary>A rule in all that decides what it lets through; case does not matter.</summary>
    private sealed record SecurityRule(string Key, bool IsAllowed, string Traffic)
    {
        public string Name { get; private init; } = "";

        public bool Equals(SecurityRule? other) =>
            other is not null && (Key, IsAllowed, Traffic) == (other.Key, other.IsAllowed, other.Traffic);

        public override int GetHashCode() => HashCode.Combine(Key, IsAllowed, Traffic);

        private static readonly string[] Parts =
        [
            "protocol", "sourcePortRange", "destinationPortRange", "sourceAddressPrefix", "destinationAddressPrefix"
        ];

        public static SecurityRule Of(JsonElement rule)
        {
            var properties = rule.Get("properties");
            // One of a kind stands by itself, several in a list, whose name ends in s or es.
            var parts = Parts.Select(part => string.Join(',', new[] { properties.Get(part).Text() }.OfType<string>()
                .Concat(properties.Get(part + "s").Texts()).Concat(properties.Get(part + "es").Texts())
                .Order(StringComparer.OrdinalIgnoreCase)));
            var traffic = $"{properties.Get("direction").Text()} {properties.Get("priority").Whole()} {string.Join(' ', parts)}";
            var name = rule.Get("name").Text() ?? "";
            return new(name.ToLowerInvariant(), properties.Get("access").Text() != "Deny", traffic.ToLowerInvariant()) { Name = name };
        }
    }

    /// <summary>Of an interface: a public address, or a load balancer, through which it comes out or is reached.</summary>
    public static IEnumerable<string> OfCard(JsonElement card)
    {
        var (name, all) = (card.Get("name").Text(), card.Get("properties").Get("ipConfigurations").Items()
            .Select(one => one.Get("properties")).ToList());
        foreach (var id in all.Select(one => one.Get("publicIPAddress").Get("id").Text()).OfType<string>())
            yield return $"{name} has the public address {ArmId.NameOf(id)}";
        foreach (var way in WaysOfCard)
            foreach (var id in all.SelectMany(one => one.Get(way).Items()).Select(one => one.Get("id").Text()).OfType<string>())
                yield return $"{name} is in {ArmId.NameOf(id)} ({way})";
    }

    /// <summary>Of the routes that really hold for an interface: only its own network and nowhere.</summary>
    public static IEnumerable<string> OfRoutes(JsonElement answer) => answer.Get("value").Items()
        .Where(route => route.Get("state").Text() is null or "Active"
            && !Closed.Contains(route.Get("nextHopType").Text(), StringComparer.OrdinalIgnoreCase))
        .Select(route => $"a route to {string.Join(", ", route.Get("addressPrefix").Texts())} over {route.Get("nextHopType").Text()}");

    /// <summary>
    /// Of an administrator's rules that go past every security group (Microsoft Learn, security admin rules: AlwaysAllow).
    /// </summary>
    public static IEnumerable<string> OfAdminRules(JsonElement answer) => answer.Get("value").Items()
        .Where(rule => string.Equals(rule.Get("properties").Get("access").Text(), "AlwaysAllow", StringComparison.OrdinalIgnoreCase))
        .Select(rule => $"the security admin rule {ArmId.NameOf(rule.Get("id").Text() ?? "without an id")} allows past the security group");

    /// <summary>Of what the canary printed: everything that answered, and what it did not say.</summary>
    public static (IReadOnlyList<string> Breaches, IReadOnlyList<string> Unread) OfCanary(string output, IsolationLevel level)
    {
        var (breaches, unread) = (new List<string>(), new List<string>());
        foreach (var (name, words, isRequired) in new[]
        {
            ("production", "a production address answers", output.Contains("production=", StringComparison.Ordinal)),
            ("public", "a public address answers", true),
            ("metadata", "the metadata service answers", true),
            ("names", "names are resolved", level == IsolationLevel.Sealed),
        })
        {
            if (!isRequired)
                continue;
            if (output.Contains($"{name}=open", StringComparison.Ordinal))
                breaches.Add(words);
            else if (!output.Contains($"{name}=closed", StringComparison.Ordinal))
                unread.Add($"the canary said nothing of {name}");
        }
        return (breaches, unread);
    }
}
