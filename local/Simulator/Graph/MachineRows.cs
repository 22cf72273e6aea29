using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Virtual machines.</summary>
internal abstract class MachineRowsOf(string tenantId) : GraphSource<Machine>(
    "microsoft.compute/virtualmachines", "Microsoft.Compute/virtualMachines/read", tenantId)
{
    protected override string IdOf(Machine item) => item.Id;

    protected override string SubscriptionOf(Machine item) => item.SubscriptionId;

    protected override bool Exists(Machine item, DateTimeOffset at) => item.Exists(at);

    protected override IReadOnlyDictionary<string, string> TagsOf(Machine item, DateTimeOffset at) => item.TagsAt(at);

    protected override JsonNode? Column(Machine item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "location" => item.Region,
        "zones" => item.Zone is { } zone ? new JsonArray(zone) : null,
        "identity" => (item.Made?.Beside ?? TraitDocument.Beside(item))["identity"]?.DeepClone(),
        "plan" => (item.Made?.Beside ?? TraitDocument.Beside(item))["plan"]?.DeepClone(),
        "properties" => Properties(item, at),
        _ => null,
    };

    private static JsonObject Properties(Machine machine, DateTimeOffset at)
    {
        var properties = MachineDocument.Properties(machine, at);
        var (code, display) = InstanceView.PowerState(machine, at);
        properties["extended"] = new JsonObject
        {
            ["instanceView"] = new JsonObject
            {
                ["hyperVGeneration"] = machine.Platform.HyperVGeneration,
                ["powerState"] = new JsonObject { ["code"] = code, ["level"] = "Info", ["displayStatus"] = display },
            },
        };
        return properties;
    }
}

/// <summary>Virtual machines of the fleet.</summary>
internal sealed class MachineRows(Fleet fleet, string tenantId) : MachineRowsOf(tenantId)
{
    private readonly Lazy<IReadOnlyList<Machine>> _machines = new(() => [.. fleet.Machines
        .OrderBy(machine => machine.Id, StringComparer.Ordinal)]);

    protected override IReadOnlyList<Machine> Items => _machines.Value;
}

/// <summary>Virtual machines that requests made.</summary>
internal sealed class MadeMachineRows(Fleet fleet, string tenantId) : MachineRowsOf(tenantId)
{
    protected override IReadOnlyList<Machine> Items => fleet.Made.InOrderOfId;
}
