using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What the caller himself may do at a scope: a block a role. Form from the REST specification.</summary>
internal sealed class PermissionsEndpoint(SimulatedAzure azure)
{
    public Task List(Exchange exchange)
    {
        if (exchange.Route.ContainsKey("subscription") && ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var scope = exchange.Route["scope"].TrimEnd('/');
        var roles = azure.Suite.Find(exchange.Caller?.PrincipalId) is { } identity
            ? azure.Roles.Of(identity).Where(one => IsAbove(one.Scope, scope)).Select(one => one.Role).ToList()
            : [];
        return Pages.Write(exchange, roles, int.MaxValue / 2, (writer, role) => new JsonObject
        {
            ["actions"] = RequestBody.List(role.Actions),
            ["notActions"] = RequestBody.List(role.NotActions),
            ["dataActions"] = RequestBody.List(role.DataActions),
            ["notDataActions"] = RequestBody.List(role.NotDataActions),
        }.WriteTo(writer));
    }

    private static bool IsAbove(string above, string scope) =>
        scope.StartsWith(above.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)
        && (scope.Length == above.TrimEnd('/').Length || scope[above.TrimEnd('/').Length] == '/');
}
