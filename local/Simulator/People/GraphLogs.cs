using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.People;

/// <summary>The directory's logs, newest first: what was done, and who signed in. Forms from Microsoft Graph's documentation.</summary>
internal sealed class GraphLogs(SimulatedAzure azure)
{
    private const int LargestPage = 999;
    private const int StandardPage = 1000;

    private readonly GraphPermissions _permissions = new(azure);

    public GraphAnswer Audits(GraphAsk ask)
    {
        if (_permissions.RefusesLogs(ask, needsPremium: false) is { } refused)
            return refused;
        var clauses = GraphFilter.Clauses(ask.Filter, "activityDateTime ge", "activityDateTime le", "category eq");
        var category = clauses.GetValueOrDefault(("category", "eq"));
        var (from, until) = Window(clauses, "activityDateTime");
        var found = azure.Directory.Audits.Where(one => !(one.Time < from) && !(one.Time > until)
            && (category is null || category == one.Category)).ToList();
        return ask.Page("auditLogs/directoryAudits", found, Audit, unit: 1, LargestPage, StandardPage);
    }

    public GraphAnswer SignIns(GraphAsk ask)
    {
        if (_permissions.RefusesLogs(ask, needsPremium: true) is { } refused)
            return refused;
        var clauses = GraphFilter.Clauses(ask.Filter, "createdDateTime ge", "createdDateTime le", "userId eq");
        var user = clauses.GetValueOrDefault(("userId", "eq"));
        var (from, until) = Window(clauses, "createdDateTime");
        var found = azure.Directory.SignIns.Where(one => !(one.Time < from) && !(one.Time > until)
            && (user is null || user.Equals(one.UserId, StringComparison.OrdinalIgnoreCase))).ToList();
        return ask.Page("auditLogs/signIns", found, SignIn, unit: 1, LargestPage, StandardPage);
    }

    private static (DateTimeOffset? From, DateTimeOffset? Until) Window(
        Dictionary<(string Name, string Operator), string> clauses, string name) =>
        (GraphFilter.Time(clauses.GetValueOrDefault((name, "ge"))), GraphFilter.Time(clauses.GetValueOrDefault((name, "le"))));

    private JsonObject Audit(DirectoryAudit one)
    {
        var seed = Noise.Of($"{one.Time:O} {one.Activity} {one.Actor} {string.Join(' ', one.Targets.Select(static target => target.Id))}");
        return new JsonObject
        {
            ["id"] = $"Directory_{Noise.Id(seed, "audit")}",
            ["category"] = one.Category,
            ["correlationId"] = Noise.Id(seed, "correlation").ToString(),
            ["result"] = "success",
            ["resultReason"] = "",
            ["activityDisplayName"] = one.Activity,
            ["activityDateTime"] = GraphDocument.Time(one.Time),
            ["loggedByService"] = one.Service,
            ["operationType"] = one.Operation,
            ["initiatedBy"] = Actor(one.Actor),
            ["targetResources"] = new JsonArray([.. one.Targets.Select(Target)]),
            ["additionalDetails"] = new JsonArray(),
        };
    }

    private JsonObject Actor(string id)
    {
        var found = azure.Directory.Find(id);
        if (found is { Kind: DirectoryKind.ServicePrincipal })
        {
            return new JsonObject
            {
                ["user"] = null,
                ["app"] = new JsonObject
                {
                    ["appId"] = found.AppId, ["displayName"] = found.DisplayName, ["servicePrincipalId"] = id,
                    ["servicePrincipalName"] = null,
                },
            };
        }
        return new JsonObject
        {
            ["app"] = null,
            ["user"] = new JsonObject
            {
                ["id"] = id, ["displayName"] = null, ["userPrincipalName"] = found?.UserPrincipalName, ["ipAddress"] = "203.0.113.7",
            },
        };
    }

    private JsonObject Target(AuditTarget one)
    {
        var found = azure.Directory.Find(one.Id);
        return new JsonObject
        {
            ["id"] = one.Id,
            ["displayName"] = found?.DisplayName,
            ["type"] = one.Type,
            ["userPrincipalName"] = found?.UserPrincipalName,
            ["groupType"] = null,
            ["modifiedProperties"] = new JsonArray([.. one.Changes.Select(static change => new JsonObject
            {
                ["displayName"] = change.Name, ["oldValue"] = change.Old, ["newValue"] = change.New,
            })]),
        };
    }

    private JsonObject SignIn(DirectorySignIn one)
    {
        var user = azure.Directory.Find(one.UserId);
        return new JsonObject
        {
            ["id"] = Noise.Id(Noise.Of($"{one.UserId} {one.Time:O}"), "sign-in").ToString(),
            ["createdDateTime"] = GraphDocument.Time(one.Time),
            ["userDisplayName"] = user?.DisplayName,
            ["userPrincipalName"] = user?.UserPrincipalName,
            ["userId"] = one.UserId,
            ["appId"] = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            ["appDisplayName"] = "Azure Portal",
            ["ipAddress"] = "203.0.113.7",
            ["isInteractive"] = true,
            ["status"] = new JsonObject
            {
                ["errorCode"] = one.Succeeded ? 0 : 50126,
                ["failureReason"] = one.Succeeded ? "Other." : "Error validating credentials due to invalid username or password.",
            },
        };
    }
}
