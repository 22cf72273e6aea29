using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.People;

/// <summary>What can be read of the directory, each with the permissions it needs.</summary>
internal sealed class GraphReads(SimulatedAzure azure)
{
    private const int LargestPage = 999;
    private const int LargestPageOfSignIns = 500;

    // Documented: of an «in» no more clauses than of an «or».
    private const int MostClauses = 15;

    private static readonly string[] Lists = ["$select", "$top", "$skiptoken"];
    private static readonly string[] Filtered = [.. Lists, "$filter"];

    private readonly GraphPermissions _permissions = new(azure);
    private readonly GraphLogs _logs = new(azure);

    private SimulatedDirectory Directory => azure.Directory;

    /// <summary>Null: not simulated.</summary>
    public GraphRead? Find(IReadOnlyList<string> path) => path switch
    {
        ["auditLogs", "directoryAudits"] => new("AuditLogs_ListDirectoryAudits", _logs.Audits)
        {
            Options = Filtered, Quota = Quota.GraphReports,
        },
        ["auditLogs", "signIns"] => new("AuditLogs_ListSignIns", _logs.SignIns) { Options = Filtered, Quota = Quota.GraphReports },
        ["directory", "deletedItems", "microsoft.graph.user" or "graph.user"] =>
            new("DirectoryDeletedItems_ListUsers", DeletedUsers) { Options = Lists },
        ["directory", "administrativeUnits", _, "members"] => new("AdministrativeUnits_ListMembers", UnitMembers) { Options = Lists },
        ["roleManagement", "directory", "roleAssignments"] =>
            new("RoleManagement_ListDirectoryRoleAssignments", StandingRoles) { Options = Lists },
        ["roleManagement", "directory", "roleEligibilityScheduleInstances"] =>
            new("RoleManagement_ListRoleEligibilityScheduleInstances", EligibleRoles) { Options = Lists },
        ["identityGovernance", "privilegedAccess", "group", "eligibilityScheduleInstances"] =>
            new("PrivilegedAccessGroup_ListEligibilityScheduleInstances", EligibleMembers) { Options = Filtered },
        ["directoryObjects", _] => new("DirectoryObjects_Get", ask => Get(ask, null)),
        _ => OfCollection(path),
    };

    private GraphRead? OfCollection(IReadOnlyList<string> path)
    {
        if (path is [var alone] && AppIdOf(alone) is { } appId)
            return new("ServicePrincipals_GetByAppId", ask => ByAppId(ask, appId));
        if (path.Count == 0 || KindOf(path[0]) is not { } kind)
            return null;
        return path switch
        {
            [var all] => new($"Graph_List_{all}", ask => List(ask, kind))
            {
                Options = kind is DirectoryKind.Group ? Filtered : Lists,
            },
            [var all, _] => new($"Graph_Get_{all}", ask => Get(ask, kind)),
            ["groups", _, "transitiveMembers" or "members"] => new("Groups_ListMembers", Members) { Options = Lists },
            ["groups", _, "owners"] => new("Groups_ListOwners", ask => Owners(ask, kind)) { Options = Lists },
            ["applications", _, "owners"] => new("Applications_ListOwners", ask => Owners(ask, kind)) { Options = Lists },
            ["servicePrincipals", _, "owners"] => new("ServicePrincipals_ListOwners", ask => Owners(ask, kind)) { Options = Lists },
            ["servicePrincipals", _, "appRoleAssignedTo"] =>
                new("ServicePrincipals_ListAppRoleAssignedTo", AssignedTo) { Options = Lists },
            _ => null,
        };
    }

    private GraphAnswer List(GraphAsk ask, DirectoryKind kind)
    {
        if (!_permissions.MayRead(kind, isMembers: false))
            return Denied(ask);
        var withSignIns = ask.Selected?.Contains("signInActivity", StringComparer.Ordinal) is true;
        if (withSignIns && _permissions.RefusesLogs(ask, needsPremium: true) is { } refused)
            return refused;
        var ids = Directory.Sorted(kind);
        if (ask.Filter is { } filter)
        {
            var wanted = GraphFilter.Ids(filter);
            if (wanted.Count > MostClauses)
                return ask.Refuse(
                    400, "Request_UnsupportedQuery",
                    $"Too many child clauses specified in search filter expression containing 'OR' operators: {wanted.Count}. Max allowed: {MostClauses}.");
            ids = [.. wanted.Distinct(StringComparer.OrdinalIgnoreCase).Where(id => Directory.Find(id)?.Kind == kind)
                .Select(id => Directory.Find(id)!.Id).Order(StringComparer.Ordinal)];
        }
        return ask.PageOfIds(
            ask.Path[0] + SelectionOf(ask), ids,
            id => Directory.Find(id) is { } one ? GraphDocument.Of(one, ask.Selected, withType: false) : null,
            unit: 1, withSignIns ? LargestPageOfSignIns : LargestPage);
    }

    private GraphAnswer Get(GraphAsk ask, DirectoryKind? kind)
    {
        if (!_permissions.MayRead(kind, isMembers: false))
            return Denied(ask);
        if (ask.Selected?.Contains("signInActivity", StringComparer.Ordinal) is true
            && _permissions.RefusesLogs(ask, needsPremium: true) is { } refused)
            return refused;
        return Directory.Find(ask.Path[1]) is { } found && (kind is null || found.Kind == kind) ? One(ask, found, withType: kind is null)
            : ask.NotFound(ask.Path[1]);
    }

    private GraphAnswer ByAppId(GraphAsk ask, string appId)
    {
        if (!_permissions.MayRead(DirectoryKind.ServicePrincipal, isMembers: false))
            return Denied(ask);
        var found = Directory.Sorted(DirectoryKind.ServicePrincipal).Select(Directory.Find)
            .FirstOrDefault(one => appId.Equals(one?.AppId, StringComparison.OrdinalIgnoreCase));
        return found is null ? ask.NotFound(appId) : One(ask, found, withType: false);
    }

    private static GraphAnswer One(GraphAsk ask, DirectoryObject found, bool withType)
    {
        var collection = ask.Path[0].Split('(')[0];
        var document = new JsonObject { ["@odata.context"] = $"{GraphAsk.Context}{collection}{SelectionOf(ask)}/$entity" };
        foreach (var (name, value) in GraphDocument.Of(found, ask.Selected, withType))
            document[name] = value?.DeepClone();
        return new GraphAnswer(200, document, Unit: 1);
    }

    private GraphAnswer Members(GraphAsk ask)
    {
        if (!_permissions.MayRead(DirectoryKind.Group, isMembers: true))
            return Denied(ask);
        if (Directory.Find(ask.Path[1]) is not { Kind: DirectoryKind.Group } group)
            return ask.NotFound(ask.Path[1]);
        return Objects(ask, ask.Path[2] is "members" ? Directory.Members(group.Id) : Directory.TransitiveMembers(group.Id), unit: 3);
    }

    private GraphAnswer Owners(GraphAsk ask, DirectoryKind kind)
    {
        if (!_permissions.MayRead(kind, isMembers: true))
            return Denied(ask);
        return Directory.Find(ask.Path[1]) is { } found && found.Kind == kind
            ? Objects(ask, Directory.Owners(found.Id), unit: 2) : ask.NotFound(ask.Path[1]);
    }

    private GraphAnswer UnitMembers(GraphAsk ask)
    {
        if (!_permissions.MayReadUnits)
            return Denied(ask);
        return Directory.Unit(ask.Path[2]) is { } members ? Objects(ask, members, unit: 2) : ask.NotFound(ask.Path[2]);
    }

    private GraphAnswer DeletedUsers(GraphAsk ask) => !_permissions.MayRead(DirectoryKind.User, isMembers: false) ? Denied(ask)
        : ask.Page("users" + SelectionOf(ask), Directory.DeletedUsers, one => GraphDocument.Of(one, ask.Selected, withType: false),
            unit: 1, LargestPage);

    private GraphAnswer AssignedTo(GraphAsk ask)
    {
        if (!_permissions.MayRead(DirectoryKind.ServicePrincipal, isMembers: false))
            return Denied(ask);
        if (Directory.Find(ask.Path[1]) is not { Kind: DirectoryKind.ServicePrincipal } found)
            return ask.NotFound(ask.Path[1]);
        var grants = found.Id == Directory.GraphId ? Directory.Grants : [];
        return ask.Page("appRoleAssignments", grants, one => Grant(one, found), unit: 1, LargestPage);
    }

    private JsonObject Grant(GraphGrant one, DirectoryObject resource) => new()
    {
        ["id"] = one.Id,
        ["deletedDateTime"] = null,
        ["appRoleId"] = GraphRoles.IdOf(one.Permission),
        ["createdDateTime"] = GraphDocument.Time(one.CreatedAt),
        ["principalDisplayName"] = Directory.Find(one.PrincipalId)?.DisplayName,
        ["principalId"] = one.PrincipalId,
        ["principalType"] = "ServicePrincipal",
        ["resourceDisplayName"] = resource.DisplayName,
        ["resourceId"] = resource.Id,
    };

    private GraphAnswer StandingRoles(GraphAsk ask) => !_permissions.MayReadRoles ? Denied(ask)
        : ask.Page("roleManagement/directory/roleAssignments", Directory.StandingRoles, static one => new JsonObject
        {
            ["id"] = one.Id, ["principalId"] = one.PrincipalId, ["directoryScopeId"] = one.Scope, ["roleDefinitionId"] = one.RoleId,
        }, unit: 1, LargestPage);

    private GraphAnswer EligibleRoles(GraphAsk ask)
    {
        if (!_permissions.MayReadEligibleRoles)
            return Ungranted(ask, "RoleEligibilitySchedule.Read.Directory,RoleManagement.Read.Directory,RoleManagement.Read.All");
        if (!Directory.HasPremium)
            return Unlicensed(ask);
        return ask.Page("roleManagement/directory/roleEligibilityScheduleInstances", Directory.EligibleRoles, static one => new JsonObject
        {
            ["id"] = one.Id, ["principalId"] = one.PrincipalId, ["roleDefinitionId"] = one.RoleId, ["directoryScopeId"] = one.Scope,
            ["appScopeId"] = null, ["startDateTime"] = GraphDocument.Time(one.Start), ["endDateTime"] = GraphDocument.Time(one.End),
            ["memberType"] = "Direct", ["roleEligibilityScheduleId"] = one.Id,
        }, unit: 1, LargestPage);
    }

    private GraphAnswer EligibleMembers(GraphAsk ask)
    {
        if (!_permissions.MayReadEligibleMembers)
            return Ungranted(ask, "PrivilegedEligibilitySchedule.Read.AzureADGroup,PrivilegedAccess.Read.AzureADGroup");
        if (!Directory.HasPremium)
            return Unlicensed(ask);
        var clauses = GraphFilter.Clauses(ask.Filter, "groupId eq", "principalId eq");
        // Documented: one of the two is required.
        if (clauses.Count == 0)
            return ask.Refuse(400, "InvalidFilter", "The filter must have groupId or principalId.");
        var (group, who) = (clauses.GetValueOrDefault(("groupId", "eq")), clauses.GetValueOrDefault(("principalId", "eq")));
        var found = Directory.EligibleMembers.Where(one => IsAsked(group, one.GroupId) && IsAsked(who, one.PrincipalId)).ToList();
        return ask.Page("identityGovernance/privilegedAccess/group/eligibilityScheduleInstances", found, Eligible, unit: 1, LargestPage);
    }

    private static JsonObject Eligible(EligibleMember one)
    {
        var access = one.IsOwner ? "owner" : "member";
        var id = $"{one.GroupId}_{access}_{Loads.Noise.Id(Loads.Noise.Of(one.GroupId + one.PrincipalId), access)}";
        return new JsonObject
        {
            ["id"] = id, ["principalId"] = one.PrincipalId, ["accessId"] = access, ["groupId"] = one.GroupId, ["memberType"] = "direct",
            ["startDateTime"] = GraphDocument.Time(one.Start), ["endDateTime"] = GraphDocument.Time(one.End),
            ["eligibilityScheduleId"] = id,
        };
    }

    private static GraphAnswer Objects(GraphAsk ask, IReadOnlyList<DirectoryObject> found, int unit) =>
        ask.Page(
            "directoryObjects" + SelectionOf(ask), found, one => GraphDocument.Of(one, ask.Selected, withType: true), unit, LargestPage);

    public static GraphAnswer Denied(GraphAsk ask) =>
        ask.Refuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    private static GraphAnswer Ungranted(GraphAsk ask, string scopes) =>
        ask.Refuse(403, "PermissionScopeNotGranted", $"Authorization failed due to missing permission scope {scopes}.");

    private static GraphAnswer Unlicensed(GraphAsk ask) => ask.Refuse(
        400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.");

    private static bool IsAsked(string? wanted, string id) => wanted is null || wanted.Equals(id, StringComparison.OrdinalIgnoreCase);

    private static string SelectionOf(GraphAsk ask) => ask.Selected is { } selected ? $"({string.Join(',', selected)})" : "";

    // servicePrincipals(appId='…')
    private static string? AppIdOf(string part) =>
        part.StartsWith("servicePrincipals(appId='", StringComparison.Ordinal) && part.EndsWith("')", StringComparison.Ordinal)
            ? part["servicePrincipals(appId='".Length..^2] : null;

    private static DirectoryKind? KindOf(string collection) => collection switch
    {
        "users" => DirectoryKind.User,
        "groups" => DirectoryKind.Group,
        "servicePrincipals" => DirectoryKind.ServicePrincipal,
        "applications" => DirectoryKind.Application,
        _ => null,
    };
}
