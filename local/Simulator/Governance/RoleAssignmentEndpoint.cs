using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>
/// Role assignments at any scope: those of the suite's identities that Azure has noted, whether they have arrived or not, and everybody
/// else's.
/// </summary>
internal sealed class RoleAssignmentEndpoint(SimulatedAzure azure)
{
    public const int PageSize = 500;
    private const string Infix = "/providers/Microsoft.Authorization/roleAssignments";

    // From here on an assignment tells of conditions.
    private const string Conditions = "2020-03-01-preview";

    private static readonly BodyShape Shape = new(
        "properties.roleDefinitionId", "properties.principalId", "properties.principalType", "properties.condition",
            "properties.conditionVersion", "properties.description",
        "properties.delegatedManagedIdentityResourceId", "properties.scope", "id", "name", "type");

    private static readonly string[] Types =
        ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device", "AgentUser", "AgentServicePrincipal"];

    public Task List(Exchange exchange)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        if (AccessFilter.Read(exchange) is not { } filter || filter.AsTarget)
            return AccessFilter.Refuse(exchange);
        if (RootScope.Refuses(azure, exchange, filter) is { } refused)
            return refused.Write(exchange);
        var scope = exchange.Route["scope"];
        var own = Own().Where(one => filter.Takes(azure, scope, one.Assignment.Scope, one.Identity.PrincipalId))
            .Select(static one => (Own: (OwnRole?)one, Held: (HeldRole?)null));
        var others = azure.Access.Around(scope, withBelow: !filter.AtScope)
            .Where(one => filter.Takes(azure, scope, one.Scope, one.PrincipalId))
            .Select(static one => (Own: (OwnRole?)null, Held: (HeldRole?)one));
        // Only the page's own become documents.
        return Pages.Write(exchange, [.. own, .. others], PageSize, (writer, one) => Versioned(
            exchange, one.Held is { } held ? Of(held, held.CreatedBy, Listed(held), scope) : Own(one.Own!)).WriteTo(writer));
    }

    public Task Get(Exchange exchange) => Answer(exchange, (own, held) =>
    {
        var found = own is not null ? Own(own) : held is not null ? Of(held, held.CreatedBy, Listed(held), held.Scope) : null;
        return found is null
            ? Outcome.Refused(404, "RoleAssignmentNotFound", $"The role assignment '{exchange.Route["assignment"]}' is not found.")
            : new Outcome(200, Versioned(exchange, found));
    });

    public Task Put(Exchange exchange) => Answer(exchange, (own, held) =>
    {
        if (RequestBody.Read(exchange, Shape) is not { } body || body["properties"] is not JsonObject wanted)
            return RequestBody.Invalid;
        if (!Guid.TryParse(exchange.Route["assignment"], out _))
            return Outcome.Refused(400, "InvalidRoleAssignmentId",
                $"The role assignment ID '{exchange.Route["assignment"]}' is not valid. The role assignment ID must be a GUID.");
        var (roleId, principal) = (LastOf(wanted.Text("roleDefinitionId")), wanted.Text("principalId") ?? "");
        if (azure.Access.Definition(roleId) is not { } defined)
            return Outcome.Refused(404, "RoleDefinitionDoesNotExist", $"The specified role definition with ID '{roleId}' does not exist.");
        if (!Guid.TryParse(principal, out var id))
            return Outcome.Refused(400, "InvalidPrincipalId", $"Principal ID '{principal}' is not valid. Principal ID must be a GUID.");
        var scope = held?.Scope ?? exchange.Route["scope"];
        var made = new HeldRole
        {
            Name = exchange.Route["assignment"].ToLowerInvariant(), Scope = scope, RoleId = roleId, PrincipalId = principal,
                PrincipalType = TypeOf(principal, wanted),
            Condition = wanted.Text("condition"), ConditionVersion = wanted.Text("conditionVersion"),
                Description = wanted.Text("description"),
            DelegatedManagedIdentityResourceId = wanted.Text("delegatedManagedIdentityResourceId"), CreatedOn = held?.CreatedOn
                ?? azure.Time.GetUtcNow(), CreatedBy = held is null ? exchange.Caller?.PrincipalId : held.CreatedBy,
            UpdatedOn = held is null ? null : azure.Time.GetUtcNow(), UpdatedBy = held is null ? null : exchange.Caller?.PrincipalId,
        };
        if (Refusal(made, held, wanted, defined, id) is { } refusal)
            return refusal;
        azure.Access.Keep(made);
        return new Outcome(201, Versioned(exchange, Of(made, createdBy: null, made.CreatedOn, scope, exchange.Caller?.PrincipalId)));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, (own, held) =>
    {
        if (own is not null)
        {
            azure.Roles.Assign(own.Identity, [.. azure.Roles.Of(own.Identity).Where(one => one != own.Assignment)]);
            return new Outcome(200, Versioned(exchange, Own(own)));
        }
        if (held is null)
            return new Outcome(204, Body: null);
        if (IsLastAdministrator(held))
            return Outcome.Refused(400, "CannotDeleteLastRbacAdminAssignment", "Cannot delete the last RBAC admin assignment");
        azure.Access.Remove(held);
        return new Outcome(200, Versioned(exchange, Of(held, held.CreatedBy, Listed(held), held.Scope)));
    });

    private Outcome? Refusal(HeldRole made, HeldRole? present, JsonObject wanted, DefinedRole defined, Guid principal)
    {
        if (wanted.Text("principalType") is { } type && !Types.Contains(type, StringComparer.OrdinalIgnoreCase))
            return Outcome.Refused(400, "UnsupportedPrincipalType",
                $"Principals of type {type} cannot validly be used in role assignments.");
        // Told the type, Azure does not look the principal up, so that one may be named that has only just been made.
        if (wanted.Text("principalType") is null && !azure.Directory.HasArrived(made.PrincipalId))
            return Outcome.Refused(400, "PrincipalNotFound", $"Principal {principal:N} does not exist in the directory {azure.TenantId}.");
        if (azure.Directory.Find(made.PrincipalId) is { } known && wanted.Text("principalType") is { } said
            && !known.PrincipalType.Equals(said, StringComparison.OrdinalIgnoreCase))
            return Outcome.Refused(400, "UnmatchedPrincipalType",
                $"The PrincipalId '{principal:N}' has type '{known.PrincipalType}' , which is different from specified PrinciaplType '{said}'.");
        if (present is not null && (!present.PrincipalId.Equals(made.PrincipalId, StringComparison.OrdinalIgnoreCase)
            || !present.RoleId.Equals(made.RoleId, StringComparison.OrdinalIgnoreCase)))
            return Outcome.Refused(400, "RoleAssignmentUpdateNotPermitted",
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
        var own = azure.Suite.Find(made.PrincipalId);
        if (made.Condition is not null && own is not null)
            throw new NotSimulatedException("conditions of the managed identity's own roles");
        if (!defined.Role.AssignableScopes.Any(scope => scope is "/" || azure.ManagementGroups.Covers(scope, made.Scope)))
        {
            return Outcome.Refused(
                400, "RoleDefinitionNotAssignableAtScope",
                $"The role definition '{defined.Id}' cannot be assigned at the scope '{made.Scope}', which is in none of its assignable scopes.");
        }
        var isThere = azure.Access.Held.Any(
            one => one.Name != made.Name && IsSame(one.Scope, made.Scope) && IsSame(one.PrincipalId, made.PrincipalId)
            && IsSame(one.RoleId, made.RoleId))
            || (own is not null
                && azure.Roles.Of(own).Any(one => IsSame(one.Scope, made.Scope) && one.Role.Name == defined.Role.Name));
        return isThere ? Outcome.Refused(409, "RoleAssignmentExists", "The role assignment already exists.") : null;
    }

    // Documented: looked at in subscriptions only.
    private bool IsLastAdministrator(HeldRole held)
    {
        if (held.Scope.Split('/') is not { Length: 3 } parts || !parts[1].Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
            || !IsAdministrator(held))
            return false;
        return !azure.Access.Held.Any(one => one != held && IsAdministrator(one) && azure.ManagementGroups.Covers(one.Scope, held.Scope))
            && !azure.Roles.Assignments.Any(
                one => one.Role.Allows("Microsoft.Authorization/roleAssignments/write")
                && azure.ManagementGroups.Covers(one.Scope, held.Scope));
    }

    private static bool IsAdministrator(HeldRole held) =>
        held.RoleId is BuiltInRoles.Owner or BuiltInRoles.UserAccessAdministrator or BuiltInRoles.AccessControlAdministrator;

    private Task Answer(Exchange exchange, Func<OwnRole?, HeldRole?, Outcome> act)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: true) is { } missing)
            return missing.Write(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            var (scope, name) = (exchange.Route["scope"], exchange.Route["assignment"]);
            outcome = act(Own().FirstOrDefault(one => IsSame(one.Assignment.Scope, scope) && IsSame(NameOf(one), name)),
                azure.Access.Find(scope, name));
        }
        return outcome.Write(exchange);
    }

    private string TypeOf(string principal, JsonObject wanted) =>
        azure.Directory.Find(principal)?.PrincipalType
            ?? Types.FirstOrDefault(one => IsSame(one, wanted.Text("principalType") ?? "")) ?? "User";

    private static string LastOf(string? id) => (id ?? "")[((id ?? "").LastIndexOf('/') + 1)..].ToLowerInvariant();

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<OwnRole> Own() =>
        azure.Suite.All.SelectMany(identity => azure.Roles.Of(identity).Select(one => new OwnRole(identity, one)));

    // Made of scope, principal and role, as a deployment does.
    private static string NameOf(OwnRole one) => Noise.Id(
        Noise.Of($"{one.Identity.PrincipalId} {one.Assignment.Role.Name} {one.Assignment.Scope}"), "assignment").ToString();

    // Recorded: a list tells a moment that is a little later than the one that the PUT told.
    private static DateTimeOffset Listed(HeldRole held) =>
        held.CreatedOn.AddTicks(TimeSpan.TicksPerSecond + (long)(Noise.Of(held.Name) % TimeSpan.TicksPerSecond));

    private static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Of(HeldRole one, string? createdBy, DateTimeOffset at, string readAt, string? updatedBy = null)
    {
        var prefix = one.Scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? one.Scope : readAt;
        var home = prefix.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
            ? string.Join('/', prefix.Split('/').Take(3)) : "";
        return new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["roleDefinitionId"] = $"{home}/providers/Microsoft.Authorization/roleDefinitions/{one.RoleId}",
                ["principalId"] = one.PrincipalId,
                ["principalType"] = one.PrincipalType,
                ["scope"] = one.Scope,
                ["condition"] = one.Condition,
                ["conditionVersion"] = one.ConditionVersion,
                ["createdOn"] = Time(at),
                ["updatedOn"] = Time(one.UpdatedOn ?? at),
                ["createdBy"] = createdBy,
                ["updatedBy"] = updatedBy ?? one.UpdatedBy ?? one.CreatedBy,
                ["delegatedManagedIdentityResourceId"] = one.DelegatedManagedIdentityResourceId,
                ["description"] = one.Description,
            },
            ["id"] = $"{(one.Scope is "/" ? "" : one.Scope)}{Infix}/{one.Name}",
            ["type"] = "Microsoft.Authorization/roleAssignments",
            ["name"] = one.Name,
        };
    }

    private JsonObject Own(OwnRole own)
    {
        var (one, principal) = (own.Assignment, own.Identity.PrincipalId);
        var (name, at) = (NameOf(own), InstanceView.Time(azure.Roles.Since(one)));
        return new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["roleDefinitionId"] = $"{one.Scope}/providers/Microsoft.Authorization/roleDefinitions/{SimulatedAccess.IdOf(one.Role)}",
                ["principalId"] = principal,
                ["principalType"] = "ServicePrincipal",
                ["scope"] = one.Scope,
                ["condition"] = null,
                ["conditionVersion"] = null,
                ["createdOn"] = at,
                ["updatedOn"] = at,
                ["createdBy"] = principal,
                ["updatedBy"] = principal,
                ["delegatedManagedIdentityResourceId"] = null,
                ["description"] = null,
            },
            ["id"] = $"{one.Scope}{Infix}/{name}",
            ["type"] = "Microsoft.Authorization/roleAssignments",
            ["name"] = name,
        };
    }

    private static JsonObject Versioned(Exchange exchange, JsonObject assignment)
    {
        if (string.CompareOrdinal(exchange.Query("api-version"), Conditions) >= 0)
            return assignment;
        foreach (var name in (string[])["condition", "conditionVersion", "delegatedManagedIdentityResourceId", "description"])
            (assignment["properties"] as JsonObject)!.Remove(name);
        return assignment;
    }

    private sealed record OwnRole(SuiteIdentity Identity, RoleAssignment Assignment);
}
