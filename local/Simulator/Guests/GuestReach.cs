using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Guests;

/// <summary>
/// What a machine reaches over its network, as everything is now. One that a request made goes by its first interface: routes, security
/// rules, and whether somebody answers. A machine of the fleet is as in a plain open network.
/// </summary>
internal sealed class GuestReach(SimulatedAzure azure, Machine machine)
{
    private const uint Loopback = 0x7F000001;

    // 203.0.113.10, of the block for documentation: a name that is no machine's is somewhere on the internet.
    private const uint Somewhere = 0xCB00710A;

    private static readonly uint Platform = AddressRange.Number("168.63.129.16")!.Value;
    private static readonly uint Metadata = AddressRange.Number("169.254.169.254")!.Value;
    private static readonly string[] Private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];

    private readonly StoredResource? _card =
        machine.Made?.Cards.Select(card => azure.Resources.Store.Find(card.Id)).FirstOrDefault(static card => card is not null);

    public bool Reaches(string host, int port, string protocol = "Tcp")
    {
        if (AddressOf(host) is not { } address)
            return false;
        if (address >> 24 == 127 || (_card is not null && address == NetworkInterfaces.AddressOf(_card)))
            return Answers(machine);
        if (address == Metadata)
            return HasMetadata();
        if (address == Platform)
            return PassesPlatform("AzurePlatformDNS", Platform, port);
        if (_card is null)
            return machine.Made is null && (At(address, static _ => true) is not { } other || Answers(other.Machine));
        return Passes(new TrafficEnd(address, TagsOf(_card, address)), port, protocol) && Route(address) switch
        {
            "VnetLocal" => Answers(At(address, IsOwn), port, protocol),
            "VNetPeering" or "ConnectedGroup" => Answers(At(address, id => !IsOwn(id)), port, protocol),
            "Internet" => EffectiveRoutes.HasWayOut(_card) && !IsPrivate(address),
            _ => false,
        };
    }

    /// <summary>Whether the metadata service answers.</summary>
    public bool HasMetadata() => PassesPlatform("AzurePlatformIMDS", Metadata, 80);

    /// <summary>Whether names are resolved: by the platform, or by the network's own servers.</summary>
    public bool Resolves()
    {
        if (_card is null)
            return true;
        var servers = _card.Properties["dnsSettings"].Texts("dnsServers");
        if (servers.Count == 0)
            servers = NetworkInterfaces.SubnetThatIsThere(_card)?.Root.Properties["dhcpOptions"].Texts("dnsServers") ?? [];
        // 168.63.129.16 may be named as such a server, too.
        return servers.Count == 0 ? PassesPlatform("AzurePlatformDNS", Platform, 53) : servers.Any(one => Reaches(one, 53, "Udp"));
    }

    /// <summary>Whether the security rules let an agent through that needs the region's storage. Routes do not count here.</summary>
    public bool HasWayToStorage()
    {
        var tags = new[] { "Internet", "Storage", $"Storage.{machine.Region}", "AzureCloud", $"AzureCloud.{machine.Region}" };
        return _card is null || Passes(new TrafficEnd(Address: null, tags.ToHashSet(StringComparer.OrdinalIgnoreCase)), 443, "Tcp");
    }

    private bool PassesPlatform(string tag, uint address, int port) => _card is null
        || (Passes(new TrafficEnd(address, new HashSet<string>([tag], StringComparer.OrdinalIgnoreCase)), port, "Tcp")
            && Passes(new TrafficEnd(address, new HashSet<string>([tag], StringComparer.OrdinalIgnoreCase)), port, "Udp"));

    private bool Passes(TrafficEnd to, int port, string protocol) => SecurityFilter.Allows(
        _card!, new Traffic("Outbound", protocol, new TrafficEnd(NetworkInterfaces.AddressOf(_card!), InNetwork), to, port));

    private static HashSet<string> InNetwork => new(["VirtualNetwork"], StringComparer.OrdinalIgnoreCase);

    // Documented: the tag has all that the network leads to, other networks included.
    private static HashSet<string> TagsOf(StoredResource card, uint address)
    {
        var tags = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (EffectiveRoutes.Of(card).Any(route => route.Hop is "VnetLocal" or "VNetPeering" or "ConnectedGroup" && Has(route, address)))
            tags.Add("VirtualNetwork");
        else if (!IsPrivate(address))
            tags.Add("Internet");
        return tags;
    }

    // The longest prefix; of equal ones the owner's own, then what leads somewhere.
    private string? Route(uint address) => EffectiveRoutes.Of(_card!).Where(static one => one.IsActive)
        .SelectMany(route => route.Prefixes.Select(prefix => (route.Source, route.Hop, Range: AddressRange.Read(prefix))))
        .Where(one => one.Range?.Has(address) is true).OrderByDescending(static one => one.Range!.Value.Length)
        .ThenBy(static one => one.Source is not "User").ThenBy(static one => one.Hop is "None").Select(static one => one.Hop)
            .FirstOrDefault();

    private bool Answers((Machine Machine, StoredResource? Card)? found, int port, string protocol)
    {
        if (found is not { } other || !Answers(other.Machine))
            return false;
        var (own, theirs) = (NetworkInterfaces.AddressOf(_card!) ?? Loopback, other.Card);
        return theirs is null || SecurityFilter.Allows(theirs, new Traffic(
            "Inbound", protocol, new TrafficEnd(own, TagsOf(theirs, own)),
            new TrafficEnd(NetworkInterfaces.AddressOf(theirs), InNetwork), port));
    }

    /// <summary>Whether what it is for listens: it runs, its guest is up, and nothing is wrong with it.</summary>
    private bool Answers(Machine other)
    {
        var now = azure.Time.GetUtcNow();
        return other.DeletedAt is null && other.IsRunning(now) && other.TroubleAt(now) is GuestTrouble.None
            && now.UtcTicks >= (other.Guest.UpSince(now.UtcTicks) ?? long.MaxValue);
    }

    private uint? AddressOf(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return Loopback;
        if (AddressRange.Number(host) is { } address)
            return address;
        // By the hosts file or the network's own names; whatever else must be resolved.
        var label = host.Split('.')[0];
        var named = Neighbours(IsOwn).FirstOrDefault(one => one.Machine.Name.Equals(label, StringComparison.OrdinalIgnoreCase));
        return named.Card is { } card ? NetworkInterfaces.AddressOf(card) : Resolves() ? Somewhere : null;
    }

    private bool IsOwn(string network) => _card is not null
        && network.Equals(NetworkOf(_card), StringComparison.OrdinalIgnoreCase);

    private (Machine Machine, StoredResource? Card)? At(uint address, Func<string, bool> isNetwork)
    {
        foreach (var (other, card) in Neighbours(isNetwork))
        {
            if (NetworkInterfaces.AddressOf(card!) == address)
                return (other, card);
        }
        var text = AddressRange.Text(address);
        return azure.Fleet.Machines.FirstOrDefault(one => one.DeletedAt is null
            && Enumerable.Range(0, one.Platform.NetworkInterfaces).Any(i => NetworkInterfaceDocument.AddressOf(one, i) == text)
            && isNetwork($"{one.Id.Split("/providers/")[0]}/providers/Microsoft.Network/virtualNetworks/vnet-{one.Region}")) is { } fleets
            ? (fleets, null)
            : null;
    }

    private IEnumerable<(Machine Machine, StoredResource? Card)> Neighbours(Func<string, bool> isNetwork) =>
        from other in azure.Fleet.Made.All
        where other.DeletedAt is null
        from id in other.Made!.Cards
        let card = azure.Resources.Store.Find(id.Id)
        where card is not null && isNetwork(NetworkOf(card))
        select (other, (StoredResource?)card);

    private static string NetworkOf(StoredResource card) => (NetworkInterfaces.SubnetOf(card.Properties) ?? "").Split("/subnets/")[0];

    private static bool Has(EffectiveRoute route, uint address) => route.Prefixes.Any(one => AddressRange.Read(one)?.Has(address) is true);

    private static bool IsPrivate(uint address) => Array.Exists(Private, one => AddressRange.Read(one)!.Value.Has(address));
}
