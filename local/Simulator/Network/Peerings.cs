using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>Peerings: connected once the other network has one that leads back. Form from the REST specification.</summary>
internal static class Peerings
{
    private static readonly string[] Flags =
        ["allowVirtualNetworkAccess", "allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways"];

    public static Outcome? Check(ResourceWrite write)
    {
        if (write.Properties?["remoteVirtualNetwork"].Text("id") is not { Length: > 0 } remote)
            return Outcome.RefusedWithDetails(400, "InvalidRequestFormat", "Cannot parse the request.");
        if (write.Store.Find(remote) is not { } network)
            return NetworkReference.Missing(write.Id, remote);
        var overlaps = VirtualNetworks.Prefixes(network.Properties).Any(theirs => VirtualNetworks.Prefixes(write.Parent!.Properties)
            .Any(ours => AddressRange.Read(ours)?.Overlaps(AddressRange.Read(theirs) ?? default) is true));
        return overlaps
            ? Outcome.RefusedWithDetails(
                400, "VnetAddressSpacesOverlap",
                $"Cannot create or update peering {write.Id}. Virtual networks {write.Parent!.Id} and {remote} cannot be peered because their address spaces overlap.")
            : null;
    }

    public static JsonObject Properties(ResourceWrite write)
    {
        var properties =
            new JsonObject { ["remoteVirtualNetwork"] = new JsonObject { ["id"] = write.Properties?["remoteVirtualNetwork"].Text("id") } };
        foreach (var flag in Flags)
            properties[flag] = write.Properties.Flag(flag) ?? flag is "allowVirtualNetworkAccess";
        properties["doNotVerifyRemoteGateways"] = false;
        properties["peerCompleteVnets"] = true;
        return properties;
    }

    public static void Show(StoredResource peering, JsonObject document)
    {
        var remoteId = peering.Properties["remoteVirtualNetwork"].Text("id") ?? "";
        var remote = peering.Store.Find(remoteId);
        var properties = document["properties"]!;
        var foreign = peering.Store.Azure.Networks.PeeredTo(peering.Id);
        var back = remote?.Children(peering.Store.Now).Any(one => one.Type.Name == NetworkTypes.Peering.Name
            && string.Equals(one.Properties["remoteVirtualNetwork"].Text("id"), peering.Parent!.Id, StringComparison.OrdinalIgnoreCase));
        if (foreign is not null)
            back = true;
        properties["peeringState"] = back switch { true => "Connected", false => "Initiated", null => "Disconnected" };
        properties["peeringSyncLevel"] = back is true ? "FullyInSync" : "RemoteNotInSync";
        var space = new JsonObject { ["addressPrefixes"] = RequestBody.List(foreign ?? VirtualNetworks.Prefixes(remote?.Properties)) };
        properties["remoteAddressSpace"] = space;
        properties["remoteVirtualNetworkAddressSpace"] = space.DeepClone();
    }
}
