using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>Role definitions: Azure's own, those that are deployed, and custom ones that are made here.</summary>
internal sealed class RoleDefinitionEndpoint(SimulatedAzure azure)
{
    private static readonly BodyShape Shape = new(
        "id", "name", "type", "properties.roleName", "properties.type", "properties.description", "properties.assignableScopes",
            "properties.permissions.actions",
        "properties.permissions.notActions", "properties.permissions.dataActions", "properties.permissions.notDataActions");

    public Task List(Exchange exchange)
    {
        // Recorded: also at a group that is not there.
        if (exchange.Route.ContainsKey("subscription") && ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var text = exchange.Query("$filter");
        var below = text?.Equals("atScopeAndBelow()", StringComparison.OrdinalIgnoreCase) is true;
        if (AccessFilter.Read(below ? null : text, "roleName", "type") is not { } filter)
            return AccessFilter.Refuse(exchange);
        var scope = exchange.Route["scope"];
        var found = azure.Access.Definitions.Where(one => Reaches(one.Role, scope, below)
            && (filter.Names.GetValueOrDefault("roleName") is not { } name
                || one.Role.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            && (filter.Names.GetValueOrDefault("type") is not { } type
                || TypeOf(one.Role).Equals(type, StringComparison.OrdinalIgnoreCase))).ToList();
        return Pages.Write(exchange, found, int.MaxValue / 2, (writer, one) => Document(exchange, one).WriteTo(writer));
    }

    public Task Get(Exchange exchange) => Answer(exchange, present => present is null
        ? Outcome.Refused(404, "RoleDefinitionDoesNotExist",
            $"The specified role definition with ID '{exchange.Route["definition"]}' does not exist.")
        : new Outcome(200, Document(exchange, present)));

    public Task Put(Exchange exchange) => Answer(exchange, present =>
    {
        if (RequestBody.Read(exchange, Shape) is not { } body || body["properties"] is not JsonObject wanted
            || wanted.Text("roleName") is not { } name)
            return RequestBody.Invalid;
        if (!Guid.TryParse(exchange.Route["definition"], out _))
            return Outcome.Refused(400, "InvalidRoleDefinitionId",
                $"The role definition ID '{exchange.Route["definition"]}' is not valid. The role definition ID must be a GUID.");
        if (present is not null && !azure.Access.IsMade(present))
            return Outcome.Refused(403, "RoleDefinitionIsBuiltIn", $"The role definition '{present.Id}' cannot be changed here.");
        if (wanted.Objects("permissions").Count != 1)
            throw new NotSimulatedException("role definitions with none or several blocks of permissions");
        var permissions = wanted.Objects("permissions")[0];
        var role = new RoleDefinition(
            name, wanted.Text("description") ?? "", permissions.Texts("actions"), permissions.Texts("notActions"),
                permissions.Texts("dataActions"),
            permissions.Texts("notDataActions"), wanted.Texts("assignableScopes"));
        if (role.Problems is [var problem, ..])
            return Outcome.Refused(400, "InvalidRoleDefinition", $"The role definition '{name}' is not valid: {problem}.");
        if (azure.Access.Definitions.Any(
            one => one.Role.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            && !one.Id.Equals(exchange.Route["definition"], StringComparison.OrdinalIgnoreCase)))
            return Outcome.Refused(409, "RoleDefinitionWithSameNameExists",
                "A custom role with the same name already exists in this directory. Use a different name.");
        var (now, caller) = (azure.Time.GetUtcNow(), exchange.Caller?.PrincipalId);
        var made = new DefinedRole(exchange.Route["definition"].ToLowerInvariant(), role)
        {
            CreatedOn = present?.CreatedOn ?? now, CreatedBy = present?.CreatedBy ?? caller, UpdatedOn = now, UpdatedBy = caller,
        };
        azure.Access.Keep(made);
        return new Outcome(201, Document(exchange, made));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, present =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        if (!azure.Access.IsMade(present))
            return Outcome.Refused(403, "RoleDefinitionIsBuiltIn", $"The role definition '{present.Id}' cannot be deleted here.");
        if (azure.Access.Held.Any(one => one.RoleId.Equals(present.Id, StringComparison.OrdinalIgnoreCase)))
        {
            return Outcome.Refused(
                400, "RoleDefinitionHasAssignments",
                    "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments)");
        }
        azure.Access.Remove(present);
        return new Outcome(200, Document(exchange, present));
    });

    private Task Answer(Exchange exchange, Func<DefinedRole?, Outcome> act)
    {
        if (exchange.Route.ContainsKey("subscription") && ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = act(azure.Access.Definition(exchange.Route["definition"]));
        }
        return outcome.Write(exchange);
    }

    private bool Reaches(RoleDefinition role, string scope, bool below) => role.AssignableScopes.Any(one => one is "/" || scope is "/"
        || azure.ManagementGroups.Covers(one, scope) || (below && azure.ManagementGroups.Covers(scope, one)));

    private static string TypeOf(RoleDefinition role) => role.IsCustom ? "CustomRole" : "BuiltInRole";

    private static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Block(PermissionBlock one)
    {
        var block = new JsonObject
        {
            ["actions"] = RequestBody.List(one.Actions),
            ["notActions"] = RequestBody.List(one.NotActions),
            ["dataActions"] = RequestBody.List(one.DataActions),
            ["notDataActions"] = RequestBody.List(one.NotDataActions),
        };
        if (one.Condition is { } condition)
        {
            block["condition"] = condition;
            block["conditionVersion"] = one.ConditionVersion;
        }
        return block;
    }

    // Its id has the subscription in front at which it was read, or nothing.
    private static JsonObject Document(Exchange exchange, DefinedRole one) => new()
    {
        ["properties"] = new JsonObject
        {
            ["roleName"] = one.Role.Name,
            ["type"] = TypeOf(one.Role),
            ["description"] = one.Role.Description,
            ["assignableScopes"] = RequestBody.List(one.Role.AssignableScopes),
            ["permissions"] = new JsonArray([.. one.Role.Blocks.Select(Block)]),
            ["createdOn"] = Time(one.CreatedOn),
            ["updatedOn"] = Time(one.UpdatedOn),
            ["createdBy"] = one.CreatedBy,
            ["updatedBy"] = one.UpdatedBy,
        },
        ["id"] =
            $"{(exchange.Route.TryGetValue("subscription", out var subscription) ? "/subscriptions/" + subscription : "")}/providers/Microsoft.Authorization/roleDefinitions/{one.Id}",
        ["type"] = "Microsoft.Authorization/roleDefinitions",
        ["name"] = one.Id,
    };
}
