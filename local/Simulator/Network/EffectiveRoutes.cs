using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>A route that an interface has.</summary>
/// <param name="Source">Default or User.</param>
/// <param name="Prefixes">Where to.</param>
/// <param name="Hop">VnetLocal, VNetPeering, ConnectedGroup, Internet, None, VirtualAppliance and the like.</param>
internal sealed record EffectiveRoute(string Source, IReadOnlyList<string> Prefixes, string Hop)
{
    public string? Address { get; init; }

    public string? Name { get; init; }

    /// <summary>False: one of the owner's own took its place.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>The routes that really hold for an interface. Form from the REST specification.</summary>
internal static class EffectiveRoutes
{
    // Documented: what every subnet has by default.
    private static readonly string[] Nowhere =
    [
        "10.0.0.0/8", "127.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "25.48.0.0/12", "25.4.0.0/14", "198.18.0.0/15", "157.59.0.0/16",
            "192.168.0.0/16", "25.33.0.0/16",
        "40.109.0.0/16", "104.147.0.0/16", "104.146.0.0/17", "40.108.0.0/17", "23.103.0.0/18", "25.41.0.0/20", "20.35.252.0/22",
    ];

    public static IReadOnlyList<EffectiveRoute> Of(StoredResource card)
    {
        var (subnet, now) = (NetworkInterfaces.SubnetThatIsThere(card), card.Store.Now);
        var own = Own(subnet);
        var overridden = own.Select(static one => one.Properties.Text("addressPrefix")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var routes = new List<EffectiveRoute> { new("Default", VirtualNetworks.Prefixes(subnet?.Root.Properties), "VnetLocal") };
        foreach (var peering in subnet?.Root.Children(now).Where(static one => one.Type.Name == NetworkTypes.Peering.Name) ?? [])
        {
            var shown = peering.Document(now)["properties"];
            if (shown.Text("peeringState") is "Connected")
                routes.Add(new("Default", shown?["remoteAddressSpace"].Texts("addressPrefixes") ?? [], "VNetPeering"));
        }
        if (subnet is not null && card.Store.Azure.Networks.ConnectedTo(subnet.Root, now) is { Count: > 0 } connected)
            routes.Add(new("Default", connected, "ConnectedGroup"));
        if (HasWayOut(card))
            routes.Add(new("Default", ["0.0.0.0/0"], "Internet"));
        foreach (var prefix in Nowhere)
            routes.Add(new("Default", [prefix], "None"));
        var defaults = routes.Select(one => one with { IsActive = !one.Prefixes.Any(overridden.Contains) });
        return
        [
            .. defaults, .. own.Select(static one => new EffectiveRoute(
                "User", [one.Properties.Text("addressPrefix") ?? ""], one.Properties.Text("nextHopType") ?? "")
            {
                Address = one.Properties.Text("nextHopIpAddress"), Name = one.Name,
            }),
        ];
    }

    /// <summary>Without a way out by default the internet is reached only over an address of one's own.</summary>
    public static bool HasWayOut(StoredResource card) => NetworkInterfaces.HasPublicAddress(card)
        || NetworkInterfaces.SubnetThatIsThere(card)?.Properties.Flag("defaultOutboundAccess") is not false;

    private static IReadOnlyList<StoredResource> Own(StoredResource? subnet) =>
        subnet?.Properties["routeTable"].Text("id") is { } id && subnet.Store.Find(id) is { } table
        ? [.. table.Children(subnet.Store.Now)]
        : [];
}
