using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator;

/// <summary>What other parties connect virtual networks to, behind the back of whoever made them.</summary>
public sealed class SimulatedNetworks
{
    private readonly SimulatedAzure _azure;
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _peerings = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableList<GroupConnection> _connections = [];

    internal SimulatedNetworks(SimulatedAzure azure) => _azure = azure;

    /// <summary>
    /// A connected group of Azure Virtual Network Manager takes the network in, at once. It is no peering: only effective routes and the
    /// network's effective connectivity configurations show it.
    /// </summary>
    /// <param name="networkId">The network's resource id.</param>
    /// <param name="prefixes">Address spaces of the group's other networks.</param>
    public void Connect(string networkId, params IReadOnlyList<string> prefixes) =>
        Add(new(networkId, IsPart: false, _azure.Time.GetUtcNow(), TimeSpan.Zero, prefixes));

    /// <summary>Policy takes every network into a connected group that is made from now on, some time after its creation.</summary>
    /// <param name="match">Part of the network's id; case does not matter.</param>
    /// <param name="after">How long after its creation.</param>
    /// <param name="prefixes">Address spaces of the group's other networks.</param>
    public void ConnectNew(string match, TimeSpan after, params IReadOnlyList<string> prefixes) =>
        Add(new(match, IsPart: true, _azure.Time.GetUtcNow(), after, prefixes));

    /// <summary>Another party adds a peering to the network, connected at once, whether or not simulated Azure has the other
    /// network.</summary>
    /// <param name="networkId">The network's resource id.</param>
    /// <param name="remoteId">The other network's.</param>
    /// <param name="prefixes">The other network's address spaces.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public void Peer(string networkId, string remoteId, params IReadOnlyList<string> prefixes)
    {
        lock (_azure.Changing)
        {
            var store = _azure.Resources.Store;
            if (store.Find(networkId) is not { } network || network.Type.Name != NetworkTypes.VirtualNetwork.Name)
                throw new ArgumentException($"There is no virtual network {networkId}.", nameof(networkId));
            var id = $"{network.Id}/virtualNetworkPeerings/peering-to-{remoteId[(remoteId.LastIndexOf('/') + 1)..]}";
            _peerings[id] = [.. prefixes];
            var peering = new StoredResource(store, NetworkTypes.Peering, id, network, store.Now) { Properties = Properties(remoteId) };
            network.Remove(peering);
            network.Add(peering);
            peering.Wrote(operation: null, store.Now);
            store.Keep(network);
        }
        new SomebodyElse(_azure).Wrote(networkId, "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write");
    }

    /// <summary>Address spaces behind a peering that another party added; null: it is none of those.</summary>
    internal IReadOnlyList<string>? PeeredTo(string peeringId) => _peerings.GetValueOrDefault(peeringId);

    /// <summary>What the network is connected to by groups at that moment.</summary>
    internal IReadOnlyList<string> ConnectedTo(StoredResource network, DateTimeOffset now) =>
        [.. _connections.Where(one => one.Holds(network, now)).SelectMany(static one => one.Prefixes).Distinct(StringComparer.Ordinal)];

    private void Add(GroupConnection connection) => ImmutableInterlocked.Update(ref _connections, static (all, one) => all.Add(one),
        connection);

    private static JsonObject Properties(string remoteId) => new()
    {
        ["remoteVirtualNetwork"] = new JsonObject { ["id"] = remoteId },
        ["allowVirtualNetworkAccess"] = true, ["allowForwardedTraffic"] = true, ["allowGatewayTransit"] = false,
        ["useRemoteGateways"] = false, ["doNotVerifyRemoteGateways"] = false, ["peerCompleteVnets"] = true,
    };

    private sealed record GroupConnection(string Match, bool IsPart, DateTimeOffset From, TimeSpan After, IReadOnlyList<string> Prefixes)
    {
        public bool Holds(StoredResource network, DateTimeOffset now) => IsPart
            ? network.CreatedAt >= From && now >= network.CreatedAt + After && network.Id.Contains(Match,
                StringComparison.OrdinalIgnoreCase)
            : now >= From && network.Id.Equals(Match, StringComparison.OrdinalIgnoreCase);
    }
}
