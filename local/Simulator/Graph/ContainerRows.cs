using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Graph;

/// <summary>The table resourcecontainers: subscriptions, then resource groups.</summary>
internal sealed class ContainerRows(Fleet fleet, string tenantId)
{
    public IEnumerable<GraphRow> Rows(GraphView view) => fleet.Subscriptions
        .Where(one => view.Includes(one.Id))
        .Select(one => new MadeRow($"/subscriptions/{one.Id}", column => SubscriptionColumn(one, column)))
        .Concat(fleet.ResourceGroups
            .Where(group => view.Includes(group.SubscriptionId))
            .Select(group => new MadeRow(
                $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}", column => GroupColumn(group, column))));

    private JsonNode? SubscriptionColumn(SimulatedSubscription subscription, string column) => column.ToLowerInvariant() switch
    {
        "id" => $"/subscriptions/{subscription.Id}",
        "name" => subscription.Name,
        "type" => "microsoft.resources/subscriptions",
        "subscriptionid" => subscription.Id,
        "properties" => new JsonObject { ["state"] = "Enabled" },
        _ => Common(column),
    };

    private JsonNode? GroupColumn(SimulatedResourceGroup group, string column) => column.ToLowerInvariant() switch
    {
        "id" => $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}",
        "name" => group.Name,
        "type" => "microsoft.resources/subscriptions/resourcegroups",
        "location" => group.Region,
        "resourcegroup" => group.Name.ToLowerInvariant(),
        "subscriptionid" => group.SubscriptionId,
        "properties" => new JsonObject { ["provisioningState"] = "Succeeded" },
        "tags" => TagText.Of(group.Tags),
        _ => Common(column),
    };

    private JsonNode? Common(string column) => column.ToLowerInvariant() switch
    {
        "tenantid" => tenantId,
        "kind" or "managedby" or "location" or "resourcegroup" => "",
        _ => null,
    };
}
