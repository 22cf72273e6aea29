using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Graph;

/// <summary>The tables: resources (virtual machines and their network interfaces) and resourcecontainers, with the columns of recorded answers.</summary>
internal sealed class GraphTables(Fleet fleet, Roles roles, string tenantId)
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "id", "name", "type", "tenantId", "kind", "location", "resourceGroup", "subscriptionId", "managedBy", "sku", "plan", "properties", "tags",
        "identity", "zones", "extendedLocation",
    ];

    public static readonly IReadOnlyList<string> DynamicColumns = ["sku", "plan", "properties", "tags", "identity", "zones", "extendedLocation"];

    // In order of id, which is what the service promises when nothing else is asked for.
    private readonly Lazy<IReadOnlyList<Resource>> _resources = new(() => Resources(fleet));

    public static bool IsInOrderOfId(string table) => table.Equals("resources", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rows as they were at that moment; null: no such table.</summary>
    public IEnumerable<GraphRow>? Rows(string table, Predicate<string> subscription, DateTimeOffset at) => table.ToLowerInvariant() switch
    {
        "resources" => _resources.Value
            .Where(one => one.Machine.CreatedAt <= at && subscription(one.Machine.SubscriptionId) && IsVisible(one))
            .Select(one => one.Card is { } card
                ? new GraphRow(column => CardColumn(one.Machine, card, column))
                : new GraphRow(column => MachineColumn(one.Machine, column, at))),
        "resourcecontainers" => fleet.Subscriptions
            .Where(one => subscription(one.Id))
            .Select(one => new GraphRow(column => SubscriptionColumn(one, column)))
            .Concat(fleet.ResourceGroups
                .Where(group => subscription(group.SubscriptionId))
                .Select(group => new GraphRow(column => GroupColumn(group, column)))),
        _ => null,
    };

    // What the caller may not read is missing, without a word.
    private bool IsVisible(Resource resource) => roles.Allow(
        resource.Card is null ? "Microsoft.Compute/virtualMachines/read" : "Microsoft.Network/networkInterfaces/read", resource.Machine.Id);

    private JsonNode? MachineColumn(Machine machine, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "id" => machine.Id,
        "name" => machine.Name,
        "type" => "microsoft.compute/virtualmachines",
        "location" => machine.Region,
        "resourcegroup" => machine.ResourceGroup.ToLowerInvariant(),
        "subscriptionid" => machine.SubscriptionId,
        "tags" => TagText.Of(machine.TagsAt(at)),
        "zones" => machine.Zone is { } zone ? new JsonArray(zone) : null,
        "properties" => Properties(machine, at),
        _ => Common(column),
    };

    private JsonNode? CardColumn(Machine machine, int card, string column) => column.ToLowerInvariant() switch
    {
        "id" => NetworkInterfaceDocument.IdOf(machine, card),
        "name" => NetworkInterfaceDocument.NameOf(machine, card),
        "type" => "microsoft.network/networkinterfaces",
        "location" => machine.Region,
        "resourcegroup" => machine.ResourceGroup.ToLowerInvariant(),
        "subscriptionid" => machine.SubscriptionId,
        "properties" => NetworkInterfaceDocument.Properties(machine, card),
        _ => Common(column),
    };

    private JsonNode? SubscriptionColumn(SimulatedSubscription subscription, string column) => column.ToLowerInvariant() switch
    {
        "id" => $"/subscriptions/{subscription.Id}",
        "name" => subscription.Name,
        "type" => "microsoft.resources/subscriptions",
        "subscriptionid" => subscription.Id,
        "properties" => new JsonObject { ["state"] = "Enabled" },
        _ => Common(column),
    };

    private JsonNode? GroupColumn(SimulatedResourceGroup group, string column)
    {
        switch (column.ToLowerInvariant())
        {
            case "id":
                return $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}";
            case "name":
                return group.Name;
            case "type":
                return "microsoft.resources/subscriptions/resourcegroups";
            case "location":
                return group.Region;
            case "resourcegroup":
                return group.Name.ToLowerInvariant();
            case "subscriptionid":
                return group.SubscriptionId;
            case "properties":
                return new JsonObject { ["provisioningState"] = "Succeeded" };
            case "tags":
                var tags = new JsonObject();
                foreach (var (name, value) in group.Tags)
                    tags[name] = value;
                return tags;
            default:
                return Common(column);
        }
    }

    private JsonNode? Common(string column) => column.ToLowerInvariant() switch
    {
        "tenantid" => tenantId,
        "kind" or "managedby" or "location" or "resourcegroup" => "",
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

    private static List<Resource> Resources(Fleet fleet)
    {
        var keyed = new List<(string Id, Resource Resource)>(fleet.Machines.Count * 2);
        foreach (var machine in fleet.Machines)
        {
            keyed.Add((machine.Id, new Resource(machine, Card: null)));
            for (var card = 0; card < machine.Platform.NetworkInterfaces; card++)
                keyed.Add((NetworkInterfaceDocument.IdOf(machine, card), new Resource(machine, card)));
        }
        keyed.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return keyed.ConvertAll(static one => one.Resource);
    }

    // A machine, or one of its network interfaces.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Resource(Machine Machine, int? Card);
}
