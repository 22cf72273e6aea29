using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>
/// The tree of management groups and subscriptions, as far as the caller may see it; what leads to what it sees is there, too. Form from
/// the REST specification.
/// </summary>
internal sealed class EntityEndpoint(SimulatedAzure azure)
{
    public const string Name = "Entities_List";
    private const int PageSize = 500;
    private const string View = "view";

    public Task List(Exchange exchange)
    {
        var seen = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        var groups = azure.ManagementGroups;
        var subscriptions = azure.Fleet.Subscriptions
            .Where(one => azure.Gate.MaySee(
                exchange.Caller, "Microsoft.Resources/subscriptions/read", $"/subscriptions/{one.Id}")).ToList();
        foreach (var name in groups.All.Where(name =>
            azure.Gate.MaySee(exchange.Caller, "Microsoft.Management/managementGroups/read", ManagementGroups.IdOf(name))))
            seen[name] = true;
        var lower = subscriptions.Select(static one => $"/subscriptions/{one.Id}").Concat(seen.Keys.Select(ManagementGroups.IdOf)).ToList();
        foreach (var name in lower.SelectMany(groups.Above))
            seen.TryAdd(name, value: false);
        JsonObject[] rows =
        [
            .. groups.All.Where(seen.ContainsKey).OrderBy(name => groups.Above(ManagementGroups.IdOf(name)).Count)
                .ThenBy(static name => name, StringComparer.OrdinalIgnoreCase).Select(name => Group(name, seen[name])),
            .. subscriptions.Select(Subscription),
        ];
        return Pages.Write(exchange, rows, PageSize, static (writer, one) => one.WriteTo(writer), writer =>
            writer.WriteNumber("count", rows.Length));
    }

    private JsonObject Group(string name, bool isSeen) => Entity(
        ManagementGroups.IdOf(name), "Microsoft.Management/managementGroups", name, azure.ManagementGroups.DisplayNameOf(name),
        isSeen ? View : "noaccess");

    private JsonObject Subscription(SimulatedSubscription one) =>
        Entity($"/subscriptions/{one.Id}", "/subscriptions", one.Id, one.Name, View);

    private JsonObject Entity(string id, string type, string name, string displayName, string permissions)
    {
        var chain = azure.ManagementGroups.Above(id).Reverse().ToList();
        return new JsonObject
        {
            ["id"] = id,
            ["type"] = type,
            ["name"] = name,
            ["properties"] = new JsonObject
            {
                ["displayName"] = displayName,
                ["parent"] = new JsonObject { ["id"] = chain.Count == 0 ? null : ManagementGroups.IdOf(chain[^1]) },
                ["permissions"] = permissions,
                ["inheritedPermissions"] = permissions,
                ["parentDisplayNameChain"] = RequestBody.List(chain.Select(azure.ManagementGroups.DisplayNameOf)),
                ["parentNameChain"] = RequestBody.List(chain),
                ["tenantId"] = azure.TenantId,
            },
        };
    }
}
