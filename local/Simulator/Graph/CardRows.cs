using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Network interfaces of machines.</summary>
internal sealed class CardRows(Fleet fleet, ResourceStore store, string tenantId)
    : GraphSource<CardRows.Card>("microsoft.network/networkinterfaces", "Microsoft.Network/networkInterfaces/read", tenantId)
{
    private readonly Lazy<IReadOnlyList<Card>> _cards = new(() =>
    [
        .. fleet.Machines
            .SelectMany(machine => Enumerable.Range(0, machine.Platform.NetworkInterfaces)
                .Select(index => new Card(NetworkInterfaceDocument.IdOf(machine, index), machine, index)))
            .OrderBy(card => card.Id, StringComparer.Ordinal),
    ]);

    protected override IReadOnlyList<Card> Items => _cards.Value;

    protected override string IdOf(Card item) => item.Id;

    protected override string SubscriptionOf(Card item) => item.Machine.SubscriptionId;

    protected override bool Exists(Card item, DateTimeOffset at) => item.Machine.Exists(at) && !store.Has(item.Id);

    protected override JsonNode? Column(Card item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Machine.Region,
        "properties" => NetworkInterfaceDocument.Properties(item.Machine, item.Index),
        _ => null,
    };

    internal sealed record Card(string Id, Machine Machine, int Index);
}
