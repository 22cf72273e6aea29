using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What Privileged Identity Management shows: active and eligible roles of the moment. Form from the REST specification.</summary>
internal sealed class ScheduleEndpoint(SimulatedAzure azure)
{
    private const string Provider = "/providers/Microsoft.Authorization/";

    private static readonly string[] Names = ["roleDefinitionId"];

    public Task Active(Exchange exchange) => List(exchange, "RoleAssignmentScheduleInstances", now =>
    [
        .. azure.Roles.Assignments.Select(
            one => new Row(azure.PrincipalId, SimulatedAccess.IdOf(one.Role), one.Scope, azure.Roles.Since(one), null)),
        .. azure.Access.Held.Select(one => new Row(one.PrincipalId, one.RoleId, one.Scope, one.CreatedOn, null) { Name = one.Name }),
        .. azure.Access.Activated.Where(one => one.Start <= now && now < one.End)
            .Select(static one =>
                new Row(one.Role.PrincipalId, one.Role.RoleId, one.Role.Scope, one.Start, one.End) { Eligibility = one.Role.Id }),
    ]);

    public Task Eligible(Exchange exchange) => List(exchange, "RoleEligibilityScheduleInstances", now =>
    [
        .. azure.Access.Eligible.Where(one => one.Start <= now && !(one.End <= now))
            .Select(static one => new Row(one.PrincipalId, one.RoleId, one.Scope, one.Start, one.End) { Name = one.Id, IsEligible = true }),
    ]);

    private Task List(Exchange exchange, string type, Func<DateTimeOffset, IReadOnlyList<Row>> rows)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        if (AccessFilter.Read(exchange.Query("$filter"), Names) is not { } filter)
            return AccessFilter.Refuse(exchange);
        var (scope, role) = (exchange.Route["scope"], filter.Names.GetValueOrDefault(Names[0]));
        var found = rows(azure.Time.GetUtcNow()).Where(one => filter.Takes(azure, scope, one.Scope, one.PrincipalId)
            && (role is null || role.EndsWith(one.RoleId, StringComparison.OrdinalIgnoreCase))).ToList();
        return Pages.Write(exchange, found, int.MaxValue / 2, (writer, one) => Document(one, type).WriteTo(writer));
    }

    private JsonObject Document(Row row, string type)
    {
        var (principal, role) = (azure.Directory.Find(row.PrincipalId), azure.Access.Definition(row.RoleId));
        var roleId = $"{Home(row.Scope)}{Provider}roleDefinitions/{row.RoleId}";
        var properties = new JsonObject();
        if (!row.IsEligible)
            Assignment(properties, row);
        properties["scope"] = row.Scope;
        properties["roleDefinitionId"] = roleId;
        properties["principalId"] = row.PrincipalId;
        properties["principalType"] = principal?.PrincipalType ?? "User";
        properties["status"] = row.IsEligible ? "Provisioned" : "Accepted";
        properties["startDateTime"] = Time(row.Start);
        if (row.End is { } end)
            properties["endDateTime"] = Time(end);
        // Observed: of a group one row, which names the group.
        properties["memberType"] = principal?.Kind is DirectoryKind.Group ? "Group" : "Direct";
        properties["createdOn"] = Time(row.Start);
        properties["condition"] = null;
        properties["conditionVersion"] = null;
        properties["expandedProperties"] = Expanded(row, roleId, role, principal);
        if (row.IsEligible)
            properties["roleEligibilityScheduleId"] = $"{Prefix(row)}RoleEligibilitySchedules/{row.Name}";
        var name = row.Name ?? Noise.Id(Noise.Of($"{row.PrincipalId} {row.RoleId} {row.Scope}"), type).ToString();
        return new JsonObject
        {
            ["properties"] = properties, ["name"] = name, ["id"] = $"{Prefix(row)}{type}/{name}",
                ["type"] = $"Microsoft.Authorization/{type}",
        };
    }

    private static void Assignment(JsonObject properties, Row row)
    {
        properties["assignmentType"] = row.Eligibility is null ? "Assigned" : "Activated";
        if (row.Eligibility is { } eligibility)
        {
            properties["linkedRoleEligibilityScheduleId"] = $"{Prefix(row)}roleEligibilitySchedules/{eligibility}";
            properties["linkedRoleEligibilityScheduleInstanceId"] = $"{Prefix(row)}roleEligibilitySchedules/{eligibility}";
        }
        var name = row.Name ?? Noise.Id(Noise.Of($"{row.PrincipalId} {row.RoleId} {row.Scope}"), "origin").ToString();
        properties["originRoleAssignmentId"] = $"{Prefix(row)}roleAssignments/{name}";
        properties["roleAssignmentScheduleId"] = $"{Prefix(row)}roleAssignmentSchedules/{name}";
    }

    private JsonObject Expanded(Row row, string roleId, DefinedRole? role, DirectoryObject? principal) => new()
    {
        ["scope"] = new JsonObject { ["id"] = row.Scope, ["displayName"] = NameOf(row.Scope), ["type"] = KindOf(row.Scope) },
        ["roleDefinition"] = new JsonObject
        {
            ["id"] = roleId, ["displayName"] = role?.Role.Name ?? "", ["type"] = role?.Role.IsCustom is true ? "CustomRole" : "BuiltInRole",
        },
        ["principal"] = new JsonObject
        {
            ["id"] = row.PrincipalId, ["displayName"] = principal?.DisplayName ?? "", ["email"] = principal?.UserPrincipalName,
                ["type"] = principal?.PrincipalType ?? "User",
        },
    };

    private string NameOf(string scope) =>
        azure.Fleet.Subscriptions.FirstOrDefault(one => scope.Equals($"/subscriptions/{one.Id}", StringComparison.OrdinalIgnoreCase))?.Name
        ?? scope[(scope.LastIndexOf('/') + 1)..];

    private static string KindOf(string scope) =>
        scope.StartsWith(Scope.ManagementGroups, StringComparison.OrdinalIgnoreCase) ? "managementgroup" : scope.Split('/').Length switch
    {
        3 => "subscription",
        5 => "resourcegroup",
        _ => "resource",
    };

    private static string Home(string scope) =>
        scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) ? string.Join('/', scope.Split('/').Take(3)) : "";

    private static string Prefix(Row row) => $"{row.Scope.TrimEnd('/')}{Provider}";

    private static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ff'Z'", CultureInfo.InvariantCulture);

    private sealed record Row(string PrincipalId, string RoleId, string Scope, DateTimeOffset Start, DateTimeOffset? End)
    {
        public string? Name { get; init; }

        public string? Eligibility { get; init; }

        public bool IsEligible { get; init; }
    }
}
