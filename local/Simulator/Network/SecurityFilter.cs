using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>One end of a connection: an address, and the service tags that stand for it.</summary>
internal sealed record TrafficEnd(uint? Address, IReadOnlySet<string> Tags);

/// <summary>Traffic that security rules let pass or not.</summary>
internal sealed record Traffic(string Direction, string Protocol, TrafficEnd From, TrafficEnd To, int Port);

/// <summary>Whether the security groups of an interface and its subnet let something pass: both must, by the first rule that
/// matches.</summary>
internal static class SecurityFilter
{
    // Documented: no rule reaches what the platform itself answers, unless it names its tag.
    private static readonly string[] OfPlatform = ["AzurePlatformDNS", "AzurePlatformIMDS", "AzurePlatformLKM"];

    public static bool Allows(StoredResource card, Traffic traffic) =>
        GroupsOf(card).All(group => First(group, traffic) is not { } rule || rule.Text("access") is "Allow");

    private static IEnumerable<StoredResource> GroupsOf(StoredResource card)
    {
        var subnet = NetworkInterfaces.SubnetThatIsThere(card);
        foreach (var id in new[] { card.Properties["networkSecurityGroup"].Text("id"),
            subnet?.Properties["networkSecurityGroup"].Text("id") })
        {
            if (id is not null && card.Store.Find(id) is { } group)
                yield return group;
        }
    }

    private static JsonNode? First(StoredResource group, Traffic traffic)
    {
        var shown = group.Document(group.Store.Now)["properties"];
        return shown.Objects("securityRules").Concat(shown.Objects("defaultSecurityRules")).Select(static one => one["properties"])
            .OrderBy(static one => one.Number("priority")).FirstOrDefault(one => Matches(one, traffic));
    }

    private static bool Matches(JsonNode? rule, Traffic traffic) => rule.Text("direction") == traffic.Direction
        && (rule.Text("protocol") is "*" || traffic.Protocol.Equals(rule.Text("protocol"), StringComparison.OrdinalIgnoreCase))
        && IsEnd(rule, "source", traffic.From) && IsEnd(rule, "destination", traffic.To)
        && All(rule, "destinationPortRange").Any(range => IsPort(range, traffic.Port));

    private static bool IsEnd(JsonNode? rule, string side, TrafficEnd end)
    {
        var prefixes = All(rule, side + "AddressPrefix", side + "AddressPrefixes");
        return end.Tags.Overlaps(OfPlatform)
            ? prefixes.Any(end.Tags.Contains)
            : prefixes.Any(prefix => prefix is "*" || end.Tags.Contains(prefix) || IsIn(prefix, end.Address));
    }

    private static bool IsIn(string prefix, uint? address) => address is { } number
        && AddressRange.Read(prefix.Contains('/', StringComparison.Ordinal) ? prefix : prefix + "/32")?.Has(number) is true;

    private static bool IsPort(string range, int port)
    {
        var ends = range.Split('-');
        return range is "*" || (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && port >= first && port <= last);
    }

    private static IEnumerable<string> All(JsonNode? rule, string one, string? many = null) =>
        rule.Texts(many ?? one + "s").Concat(rule.Text(one) is { Length: > 0 } single ? [single] : []);
}
