using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Replay;

/// <summary>
/// Puts into the tenant what no request to the resource manager makes: people, groups, denials, eligible roles, alerts, management groups.
/// </summary>
internal sealed partial class GivenTruth(SimulatedAzure azure)
{
    private const int MoreThanAPage = 300;

    private string? _lowest;

    /// <summary>Whether something of that type is made so.</summary>
    public static bool Makes(string type) =>
        type is "microsoft.authorization/denyassignments" or "microsoft.authorization/roleassignmentscheduleinstances"
        or "microsoft.authorization/roleeligibilityscheduleinstances" or "microsoft.alertsmanagement/alerts"
            or "microsoft.management/managementgroups";

    public void Make(string id, JsonObject? told)
    {
        var address = new Address(id);
        var properties = told?["properties"];
        switch (address.Type)
        {
            case "microsoft.management/managementgroups":
                ManagementGroup(address.Segments[^1]);
                break;
            case "microsoft.authorization/denyassignments":
                Deny(id, properties);
                break;
            case "microsoft.authorization/roleassignmentscheduleinstances" or "microsoft.authorization/roleeligibilityscheduleinstances":
                Eligible(properties, isActive: address.Type.Contains("assignment", StringComparison.Ordinal));
                break;
            case "microsoft.alertsmanagement/alerts":
                var essentials = properties?["essentials"];
                azure.Alerts.Fire(
                    Text(essentials, "targetResource") ?? address.Scope, Text(essentials, "alertRule")
                        ?? $"{address.Scope}/providers/microsoft.insights/metricAlerts/rule",
                    alert => alert with { Id = address.Segments[^1] });
                break;
            default:
                break;
        }
    }

    /// <summary>A scale set with the instances that the recording names: the others of a row are deleted again.</summary>
    public async Task ScaleSetAsync(Tenant tenant, string id, JsonObject? told, string region, Recording recording)
    {
        const string version = "2025-04-01";
        var address = new Address(id);
        var wanted = InstanceOf().Matches(recording.Text).Where(match => recording.Text.Contains(id, StringComparison.OrdinalIgnoreCase))
            .Select(static match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).ToHashSet();
        var group = azure.Fleet.ResourceGroups.First(one => one.Name.Equals(address.Group, StringComparison.OrdinalIgnoreCase));
        var size = told?["sku"]?["name"]?.ToString() is { } name && SimulatedAzure.HasSize(name) ? name : "Standard_DS2_v2";
        azure.ScaleSets.Add(group with { Region = region }, id.Split('/')[^1], size, wanted.Count == 0 ? 2 : wanted.Max() + 1);
        var surplus = wanted.Count == 0 ? [] : Enumerable.Range(0, wanted.Max() + 1).Where(number => !wanted.Contains(number)).ToList();
        if (surplus.Count == 0)
            return;
        var ids = new JsonArray([.. surplus.Select(static number => (JsonNode)number.ToString(CultureInfo.InvariantCulture))]);
        await tenant.SendAsync("POST", $"{id}/delete?api-version={version}", new JsonObject { ["instanceIds"] = ids });
        tenant.Advance(TimeSpan.FromMinutes(10));
    }

    [GeneratedRegex("/virtualMachineScaleSets/[^/\"?]+/virtualMachines/(?<number>[0-9]{1,3})",
    RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex InstanceOf();

    /// <summary>The principal that a request gives a role.</summary>
    public void Principal(string? id, string? type)
    {
        if (id is null || azure.Directory.Find(id) is not null)
            return;
        azure.Directory.Add(type switch
        {
            "Group" => new DirectoryObject(id, DirectoryKind.Group, "Ops"),
            "ServicePrincipal" => new DirectoryObject(id, DirectoryKind.ServicePrincipal, "app") { AppId = Guid.NewGuid().ToString() },
            _ => new DirectoryObject(id, DirectoryKind.User, "Someone") { UserPrincipalName = "someone@contoso.example" },
        });
    }

    /// <summary>Objects that Microsoft Graph told of.</summary>
    public void DirectoryOf(JsonNode? answer, string path)
    {
        if (answer is JsonObject { } one)
        {
            if (one["@odata.type"]?.ToString() is { } kind && one["id"]?.ToString() is { } id && azure.Directory.Find(id) is null)
                azure.Directory.Add(Object(id, kind, one));
            if (one["id"]?.ToString() is { } alone && one["@odata.context"]?.ToString()
                .Contains("#users", StringComparison.Ordinal) is true)
                azure.Directory.Add(Object(alone, "user", one));
            foreach (var (_, value) in one)
                DirectoryOf(value, path);
        }
        foreach (var item in answer as JsonArray ?? [])
            DirectoryOf(item, path);
    }

    /// <summary>More alerts of a target than come in one answer.</summary>
    public void ManyAlerts(string target)
    {
        for (var i = 0; i < MoreThanAPage; i++)
            azure.Alerts.Fire(target, $"{target}/providers/microsoft.insights/metricAlerts/more");
    }

    /// <summary>The members that a group was told to have.</summary>
    /// <param name="group">Object id.</param>
    /// <param name="members">Them.</param>
    /// <param name="hasMore">Whether there were more than came in one answer.</param>
    public void Members(string group, JsonArray members, bool hasMore)
    {
        Principal(group, "Group");
        foreach (var member in members.OfType<JsonObject>())
        {
            if (member["id"]?.ToString() is { } id)
                azure.Directory.AddMember(group, id);
        }
        for (var i = 0; hasMore && i < MoreThanAPage; i++)
        {
            var other = $"ffffffff-0000-4000-8000-{i:x12}";
            Principal(other, "User");
            azure.Directory.AddMember(group, other);
        }
    }

    private static DirectoryObject Object(string id, string kind, JsonObject told) => kind.Split('.')[^1] switch
    {
        "group" => new DirectoryObject(id, DirectoryKind.Group, Text(told, "displayName") ?? "Ops"),
        "servicePrincipal" => new DirectoryObject(id, DirectoryKind.ServicePrincipal, Text(told, "displayName") ?? "app")
        {
            AppId = Text(told, "appId"), ServicePrincipalType = Text(told, "servicePrincipalType") ?? "Application",
        },
        _ => new DirectoryObject(id, DirectoryKind.User, Text(told, "displayName")
            ?? "Someone") { UserPrincipalName = Text(told, "userPrincipalName") ?? "someone@contoso.example" },
    };

    private void ManagementGroup(string name)
    {
        if (azure.ManagementGroups.Exists(name))
            return;
        // Each below the one before, so that the subscription is in all of them.
        azure.ManagementGroups.Add(name, _lowest);
        _lowest = name;
        azure.ManagementGroups.Place(azure.Fleet.Subscriptions[0].Id, name);
    }

    private void Deny(string id, JsonNode? told)
    {
        var permission = (told?["permissions"] as JsonArray)?[0];
        azure.Access.Deny(new DenyAssignment
        {
            Id = id.Split('/')[^1], Name = Text(told, "denyAssignmentName") ?? "denied", Scope = Text(told, "scope")
                ?? new Address(id).Scope,
            Description = Text(told, "description") ?? "", Actions = Texts(permission, "actions"), NotActions = Texts(
                permission, "notActions"),
            Principals = Ids(told, "principals"), ExcludedPrincipals = Ids(told, "excludePrincipals"),
        });
    }

    private void Eligible(JsonNode? told, bool isActive)
    {
        var principal = Text(told, "principalId") ?? Guid.NewGuid().ToString();
        Principal(principal, Text(told, "principalType"));
        var from = azure.Time.GetUtcNow() - TimeSpan.FromHours(1);
        var role = new EligibleRole(principal, (Text(told, "roleDefinitionId") ?? "").Split('/')[^1], Text(told, "scope")
            ?? "", from, from.AddDays(30));
        azure.Access.MakeEligible(role);
        if (isActive)
            azure.Access.Activate(role, TimeSpan.FromDays(20));
    }

    private static string? Text(JsonNode? node, string name) => (node as JsonObject)?[name]?.ToString();

    private static List<string> Texts(JsonNode? node, string name) =>
        [.. ((node as JsonObject)?[name] as JsonArray ?? [])
            .Select(static one => Convert.ToString(one, CultureInfo.InvariantCulture) ?? "")];

    private static List<string> Ids(JsonNode? node, string name) =>
        [.. ((node as JsonObject)?[name] as JsonArray ?? []).Select(static one => Text(one, "id") ?? "")];
}
