using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>
/// Management locks at a subscription, a group or a resource at any depth. A list has those at a scope, below and above it; with atScope()
/// only those at it. Ids come back as they were written.
/// </summary>
internal sealed class LockEndpoint(SimulatedAzure azure)
{
    public const string Infix = "/providers/Microsoft.Authorization/locks/";

    private static readonly BodyShape Shape = new("properties.level", "properties.notes", "properties.owners.*", "id", "name", "type");

    public Task List(Exchange exchange)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        var atScope = exchange.Query("$filter") switch
        {
            null => false,
            var filter when filter.Equals("atScope()", StringComparison.OrdinalIgnoreCase) => true,
            var filter => throw new NotSimulatedException($"the filter {filter}"),
        };
        var scope = exchange.Route["scope"];
        var locks = azure.Locks.Around(scope).Where(one => !atScope || one.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return Pages.Write(exchange, locks, RoleAssignmentEndpoint.PageSize, (writer, one) => Document(one).WriteTo(writer));
    }

    public Task Get(Exchange exchange) =>
        Answer(exchange, present => present is null ? NotFound(exchange) : new Outcome(200, Document(present)));

    public Task Put(Exchange exchange) => Answer(exchange, present =>
    {
        if (RequestBody.Read(exchange, Shape) is not { } body)
            return RequestBody.Invalid;
        if (body["properties"]?["owners"] is JsonArray { Count: > 0 })
            throw new NotSimulatedException("owners of locks");
        if (!Enum.TryParse<LockLevel>(body["properties"].Text("level"), ignoreCase: true, out var level))
        {
            return Outcome.Refused(
                400, "LockLevelNotSupported",
                $"The lock level '{body["properties"].Text("level")}' is not supported. Supported lock levels are 'CanNotDelete, ReadOnly'.");
        }
        var one = new ManagementLock(present?.Name ?? exchange.Route["lock"], present?.Scope ?? exchange.Route["scope"], level,
            body["properties"].Text("notes"));
        azure.Locks.Keep(one);
        return new Outcome(present is null ? 201 : 200, Document(one));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, present =>
    {
        if (present is not null)
            azure.Locks.Remove(present);
        return new Outcome(present is null ? 204 : 200, Body: null);
    });

    private Task Answer(Exchange exchange, Func<ManagementLock?, Outcome> act)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: true) is { } missing)
            return missing.Write(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = act(azure.Locks.Find(exchange.Route["scope"], exchange.Route["lock"]));
        }
        return outcome.Write(exchange);
    }

    private static Outcome NotFound(Exchange exchange) =>
        Outcome.Refused(404, "LockNotFound", $"The lock '{exchange.Route["lock"]}' could not be found.");

    private static JsonObject Document(ManagementLock one)
    {
        var properties = new JsonObject { ["level"] = one.Level.ToString() };
        if (one.Notes is not null)
            properties["notes"] = one.Notes;
        return new JsonObject { ["properties"] = properties, ["id"] = one.Id, ["type"] = "Microsoft.Authorization/locks",
            ["name"] = one.Name };
    }
}
