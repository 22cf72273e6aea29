using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Governance;

/// <summary>What Privileged Identity Management shows: active and eligible roles of the moment. Form from the REST specification.</summary>
internal sealed class ScheduleEndpoint(SimulatedAzure azure)
{
    private const string Provider = "/providers/Microsoft.Authorization/";

    // Seen in public issues: 400, not 403.
    private static readonly Outcome Unlicensed = Outcome.Refused(
        400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.");

    private static readonly string[] Names = ["roleDefinitionId"];

    public Task Active(Exchange exchange) => List(exchange, "RoleAssignmentScheduleInstances", (scope, withBelow) =>
    [
        .. azure.Suite.All.SelectMany(identity => azure.Roles.Of(identity).Select(
            one => new Row(identity.PrincipalId, SimulatedAccess.IdOf(one.Role), one.Scope, azure.Roles.Since(one), null))),
        .. azure.Access.Around(scope, withBelow).Select(static one => new Row(
            one.PrincipalId, one.RoleId, one.Scope, one.CreatedOn, one.Activation?.End)
        {
            Name = one.Name, Eligibility = one.Activation?.Role.Id, Condition = one.Condition, ConditionVersion = one.ConditionVersion,
        }),
    ]);

    public Task Eligible(Exchange exchange) => List(exchange, "RoleEligibilityScheduleInstances", (_, _) =>
    [
        .. azure.Access.Eligible.Where(one => one.Start <= azure.Time.GetUtcNow() && !(one.End <= azure.Time.GetUtcNow()))
            .Select(static one => new Row(one.PrincipalId, one.RoleId, one.Scope, one.Start, one.End) { Name = one.Id, IsEligible = true }),
    ]);

    /// <summary>What people asked to activate, also long ago.</summary>
    public Task Requests(Exchange exchange)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        if (AccessFilter.Read(exchange, Names) is not { } filter)
            return AccessFilter.Refuse(exchange);
        if (RootScope.Refuses(azure, exchange, filter) is { } refused)
            return refused.Write(exchange);
        if (!azure.Directory.HasPremium)
            return Unlicensed.Write(exchange);
        var scope = exchange.Route["scope"];
        var found = azure.Access.Activations.Where(one => filter.Takes(azure, scope, one.Role.Scope, one.PrincipalId)).ToList();
        return Pages.Write(exchange, found, RoleAssignmentEndpoint.PageSize, (writer, one) => Request(one).WriteTo(writer));
    }

    private static JsonObject Request(ActivatedRole one)
    {
        var (scope, type) = (one.Role.Scope.TrimEnd('/'), "Microsoft.Authorization/RoleAssignmentScheduleRequests");
        var name = Noise.Id(Noise.Of($"{one.PrincipalId} {one.Role.Id}"), one.Start.ToString("O", CultureInfo.InvariantCulture)).ToString();
        return new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["scope"] = one.Role.Scope,
                ["roleDefinitionId"] = $"{Home(one.Role.Scope)}{Provider}roleDefinitions/{one.Role.RoleId}",
                ["principalId"] = one.PrincipalId,
                ["principalType"] = "User",
                ["requestType"] = "SelfActivate",
                ["status"] = "Provisioned",
                ["requestorId"] = one.PrincipalId,
                ["createdOn"] = Time(one.Start),
                ["linkedRoleEligibilityScheduleId"] = $"{scope}{Provider}roleEligibilitySchedules/{one.Role.Id}",
                ["scheduleInfo"] = new JsonObject
                {
                    ["startDateTime"] = Time(one.Start),
                    ["expiration"] = new JsonObject
                    {
                        ["type"] = "AfterDuration", ["endDateTime"] = null,
                        ["duration"] = System.Xml.XmlConvert.ToString(one.End - one.Start),
                    },
                },
            },
            ["name"] = name, ["id"] = $"{scope}/providers/{type}/{name}", ["type"] = type,
        };
    }

    private Task List(Exchange exchange, string type, Func<string, bool, IReadOnlyList<Row>> rows)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        if (AccessFilter.Read(exchange, Names) is not { } filter)
            return AccessFilter.Refuse(exchange);
        if (RootScope.Refuses(azure, exchange, filter) is { } refused)
            return refused.Write(exchange);
        if (!azure.Directory.HasPremium)
            return Unlicensed.Write(exchange);
        var (scope, role) = (exchange.Route["scope"], filter.Names.GetValueOrDefault(Names[0]));
        var found = rows(scope, !filter.AtScope).Where(one => filter.Takes(azure, scope, one.Scope, one.PrincipalId)
            && (role is null || role.EndsWith(one.RoleId, StringComparison.OrdinalIgnoreCase))).ToList();
        return Pages.Write(exchange, found, RoleAssignmentEndpoint.PageSize, (writer, one) => Document(one, type).WriteTo(writer));
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
        properties["condition"] = row.Condition;
        properties["conditionVersion"] = row.ConditionVersion;
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

        public string? Condition { get; init; }

        public string? ConditionVersion { get; init; }
    }
}
