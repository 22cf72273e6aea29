using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Resources;

public sealed class AccessShapeTests(Shapes azure) : IClassFixture<Shapes>
{
    private const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    private const string Someone = "000000a1-0000-4000-8000-000000000002";

    [Fact]
    public async Task A_lock_is_made_changed_and_taken_away_with_its_id_as_it_was_written()
    {
        await azure.Group("rg-lock1");
        var scope = $"{azure.Subscription}/resourcegroups/RG-lock1/providers/Microsoft.Sql/servers/s1";
        var path = scope + "/providers/Microsoft.Authorization/locks/lock1";
        var made = await azure.Put(path, new { properties = new { level = "ReadOnly" } }, "2016-09-01");
        Assert.Equal(201, made.Status);
        Assert.Equal($$$"""{"properties":{"level":"ReadOnly"},"id":"{{{path}}}","type":"Microsoft.Authorization/locks","name":"lock1"}""",
            made.Content.ToString());
        Assert.Equal(made.Content.ToString(), (await azure.Get(path)).Content.ToString());
        var changed = await azure.Put(path, new { properties = new { level = "CanNotDelete", notes = "why" } }, "2016-09-01");
        Assert.Equal((200, "why"), (changed.Status, changed.Json().GetProperty("properties").GetProperty("notes").GetString()));
        Assert.Equal((200, ""), (await azure.Delete(path)) is var gone ? (gone.Status, gone.Content.ToString()) : default);
        Assert.Equal(204, (await azure.Delete(path)).Status);
        Assert.Equal("LockNotFound", (await azure.Get(path)).ErrorCode());
        Assert.Equal("LockLevelNotSupported", (await azure.Put(path, new { properties = new { level = "Never" } })).ErrorCode());
    }

    [Fact]
    public async Task A_scope_may_be_one_encoded_segment_and_a_list_has_what_is_above_and_below()
    {
        var group = await azure.Group("rg-lock2");
        var server = group + "/providers/Microsoft.Sql/servers/s1";
        var made = await azure.Put($"/{Uri.EscapeDataString(server)}/providers/Microsoft.Authorization/locks/sqllock",
            new { properties = new { level = "ReadOnly" } }, "2016-09-01");
        Assert.Equal((201, $"{server}/providers/Microsoft.Authorization/locks/sqllock"),
            (made.Status, made.Json().GetProperty("id").GetString()));
        await azure.Put(group + "/providers/Microsoft.Authorization/locks/above", new { properties = new { level = "CanNotDelete" } });
        async Task<List<string>> Names(string path) =>
            [.. (await azure.Get(path)).Json().GetProperty("value").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)
                .Order(StringComparer.Ordinal)];
        Assert.Equal(["above", "sqllock"],
            await Names(
            $"{group.ToUpperInvariant().Replace("/SUBSCRIPTIONS", "/subscriptions")}/providers/Microsoft.Sql%2FServers/s1/providers/Microsoft.Authorization/locks"));
        Assert.Equal(["sqllock"], await Names($"{server}/providers/Microsoft.Authorization/locks?$filter=atScope()"));
        Assert.Equal(["above", "sqllock"], await Names($"{group}/providers/Microsoft.Authorization/locks"));
        Assert.Equal(501, (await azure.Get($"{group}/providers/Microsoft.Authorization/locks?$filter=name%20eq%20'x'")).Status);
        Assert.Equal(200, (await azure.Delete($"/{Uri.EscapeDataString(server)}/providers/Microsoft.Authorization/locks/sqllock")).Status);
        Assert.Equal("ResourceGroupNotFound",
            (await azure.Put($"{group}x/providers/Microsoft.Authorization/locks/l", new { properties = new { level = "ReadOnly" } }))
            .ErrorCode());
    }

    [Fact]
    public async Task Tags_are_of_groups_and_resources_and_subscriptions_alike()
    {
        var group = await azure.Group("rg-tags");
        var network = $"{group}/providers/Microsoft.Network/virtualNetworks/tagged";
        await azure.Made(
            network,
            new { location = "westeurope", properties = new { addressSpace = new { addressPrefixes = new[] { "10.1.0.0/16" } } } });
        foreach (var scope in new[] { azure.Subscription, group, network })
        {
            var path = scope + "/providers/Microsoft.Resources/tags/default";
            var first = await azure.Send(RequestMethod.Patch, path,
                new { operation = "Merge", properties = new { tags = new { one = "1" } } });
            Assert.Equal(["id", "name", "type", "properties"], first.Json().EnumerateObject().Select(one => one.Name));
            Assert.Equal((path, """{"tags":{"one":"1"}}"""),
                (first.Json().GetProperty("id").GetString(), first.Json().GetProperty("properties").GetRawText()));
            await azure.Send(RequestMethod.Patch, path, new { operation = "Merge", properties = new { tags = new { two = "2" } } });
            Assert.Equal("""{"one":"1","two":"2"}""",
                (await azure.Get(path)).Json().GetProperty("properties").GetProperty("tags").GetRawText());
            Assert.Equal("InvalidTagNameCharacters",
                (await azure.Put(path, new { properties = new { tags = new Dictionary<string, string> { ["a?b"] = "" } } })).ErrorCode());
            var many = Enumerable.Range(0, 51).ToDictionary(i => $"t{i}", _ => "");
            Assert.Equal("InvalidTagCount", (await azure.Put(path, new { properties = new { tags = many } })).ErrorCode());
        }
        Assert.Equal("2", (await azure.Get(group)).Json().GetProperty("tags").GetProperty("two").GetString());
        Assert.Equal("2", (await azure.Get(network)).Json().GetProperty("tags").GetProperty("two").GetString());
        Assert.Equal("ResourceNotFound", (await azure.Get(network + "x/providers/Microsoft.Resources/tags/default")).ErrorCode());
    }

    [Fact]
    public async Task A_role_is_found_assigned_listed_and_taken_away_as_recorded()
    {
        var group = await azure.Group("rg-role1");
        azure.Azure.Directory.Add(new DirectoryObject(Someone, DirectoryKind.User, "Someone"));
        var found = (await azure.Get($"{group}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName%20eq%20%27reader%27"))
            .Json().GetProperty("value")[0];
        Assert.Equal($"{azure.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{Reader}",
            found.GetProperty("id").GetString());
        Assert.Equal("""[{"actions":["*/read"],"notActions":[],"dataActions":[],"notDataActions":[]}]""",
            found.GetProperty("properties").GetProperty("permissions").GetRawText());

        var body = new { properties = new { roleDefinitionId = found.GetProperty("id").GetString(), principalId = Someone } };
        var path = $"{group}/providers/Microsoft.Authorization/roleAssignments/000000a0-0000-4000-8000-000000000001";
        var made = await azure.Put(path, body, "2018-09-01-preview");
        Assert.Equal(201, made.Status);
        Assert.Equal(
            ["roleDefinitionId", "principalId", "principalType", "scope", "createdOn", "updatedOn", "createdBy", "updatedBy"],
            made.Json().GetProperty("properties").EnumerateObject().Select(one => one.Name));
        Assert.Equal(JsonValueKind.Null, made.Json().GetProperty("properties").GetProperty("createdBy").ValueKind);
        Assert.Equal("User", made.Json().GetProperty("properties").GetProperty("principalType").GetString());
        Assert.Equal((409, "RoleAssignmentExists"), (await azure.Put(path[..^1] + "2", body)) is var twice
            ? (twice.Status, twice.ErrorCode()) : default);

        async Task<List<string>> Names(string scope, string filter, string version = "2022-04-01") =>
            [.. (await azure.Get($"{scope}/providers/Microsoft.Authorization/roleAssignments{filter}", version)).Json().GetProperty("value")
                .EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        Assert.Contains("000000a0-0000-4000-8000-000000000001", await Names(group, "?$filter=atScope%28%29"));
        Assert.DoesNotContain("000000a0-0000-4000-8000-000000000001", await Names(azure.Subscription, "?$filter=atScope()"));
        Assert.Contains("000000a0-0000-4000-8000-000000000001", await Names(azure.Subscription, ""));
        Assert.Equal(["000000a0-0000-4000-8000-000000000001"], await Names(azure.Subscription, $"?$filter=principalId eq '{Someone}'"));
        Assert.Equal((400, "UnsupportedQuery"),
            (await azure.Get($"{group}/providers/Microsoft.Authorization/roleAssignments?$filter=nonsense")) is var odd
            ? (odd.Status, odd.ErrorCode()) : default);
        var listed = (await azure.Get(path, "2022-04-01")).Json().GetProperty("properties");
        Assert.Equal(azure.Azure.PrincipalId, listed.GetProperty("createdBy").GetString());
        Assert.True(listed.TryGetProperty("condition", out _));

        var deleted = await azure.Delete(path, "2018-09-01-preview");
        Assert.Equal((200, Someone), (deleted.Status, deleted.Json().GetProperty("properties").GetProperty("principalId").GetString()));
        Assert.Equal(204, (await azure.Delete(path)).Status);
        Assert.Equal("RoleAssignmentNotFound", (await azure.Get(path)).ErrorCode());
    }

    [Fact]
    public async Task A_principal_that_has_not_arrived_is_refused_unless_its_type_is_said()
    {
        var group = await azure.Group("rg-role2");
        const string late = "0c0c0c0c-0000-4000-8000-00000000000c";
        azure.Azure.Directory.Add(new DirectoryObject(late, DirectoryKind.ServicePrincipal, "late"), TimeSpan.FromSeconds(20));
        var path = $"{group}/providers/Microsoft.Authorization/roleAssignments/";
        object Body(string? type) => type is null
            ? new { properties = new { roleDefinitionId = $"/providers/Microsoft.Authorization/roleDefinitions/{Reader}",
                principalId = late } }
            : new { properties = new { roleDefinitionId = $"/providers/Microsoft.Authorization/roleDefinitions/{Reader}",
                principalId = late, principalType = type } };
        var refused = await azure.Put(path + "000000a0-0000-4000-8000-00000000000a", Body(null));
        Assert.Equal((400, "PrincipalNotFound"), (refused.Status, refused.ErrorCode()));
        Assert.Equal($"Principal {late.Replace("-", "")} does not exist in the directory {azure.Azure.TenantId}.",
            refused.Json().GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("UnmatchedPrincipalType", (await azure.Put(path + "000000a0-0000-4000-8000-00000000000a", Body("User"))).ErrorCode());
        Assert.Equal(201, (await azure.Put(path + "000000a0-0000-4000-8000-00000000000a", Body("ServicePrincipal"))).Status);
        Assert.Equal(200, (await azure.Delete(path + "000000a0-0000-4000-8000-00000000000a")).Status);
        azure.Clients.Advance(30);
        Assert.Equal(201, (await azure.Put(path + "000000a0-0000-4000-8000-00000000000a", Body(null))).Status);
        Assert.Equal(
            404, (await azure.Put(path + "000000a0-0000-4000-8000-00000000000b",
            new { properties = new { roleDefinitionId = "/x/00000000-0000-4000-8000-00000000000b", principalId = late } })).Status);
    }

    [Fact]
    public async Task A_custom_role_is_made_changed_and_deleted_and_is_in_use_as_long_as_somebody_has_it()
    {
        const string id = "000000c0-0000-4000-8000-0000000000c1";
        var path = $"{azure.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{id}";
        object Body(params string[] actions) =>
            new { properties = new { roleName = "drill-role", description = "d", assignableScopes = new[] { azure.Subscription },
            permissions = new[] { new { actions } } } };
        var made = await azure.Put(path, Body("Microsoft.Compute/*/read"), "2018-01-01-preview");
        Assert.Equal((201, "CustomRole"), (made.Status, made.Json().GetProperty("properties").GetProperty("type").GetString()));
        Assert.Equal(201, (await azure.Put(path, Body("Microsoft.Compute/*/read", "Microsoft.Network/*/read"))).Status);
        Assert.Equal("RoleDefinitionWithSameNameExists", (await azure.Put(path[..^1] + "2", Body("*/read"))).ErrorCode());
        Assert.Equal("InvalidRoleDefinition",
            (await azure.Put(path[..^1] + "3",
            new { properties = new { roleName = "other", assignableScopes = new[] { "/" },
            permissions = new[] { new { actions = new[] { "*/read" } } } } })).ErrorCode());
        azure.Azure.Access.Assign(Someone, id, azure.Subscription);
        Assert.Equal("RoleDefinitionHasAssignments", (await azure.Delete(path)).ErrorCode());
        var held = azure.Azure.Access.Held.Single(one => one.RoleId == id);
        await azure.Delete($"{azure.Subscription}/providers/Microsoft.Authorization/roleAssignments/{held.Name}");
        var deleted = await azure.Delete(path);
        Assert.Equal(
            (200, 2),
            (deleted.Status, deleted.Json().GetProperty("properties").GetProperty("permissions")[0].GetProperty("actions")
            .GetArrayLength()));
        Assert.Equal("RoleDefinitionDoesNotExist", (await azure.Get(path)).ErrorCode());
        Assert.Equal(
            200, (await azure.Get($"{azure.Subscription}/resourceGroups/rg-none/providers/Microsoft.Authorization/roleDefinitions"))
            .Status);
    }

    [Fact]
    public async Task At_a_management_group_ids_have_no_subscription_in_front_and_hold_below()
    {
        azure.Azure.ManagementGroups.Add("mg1");
        azure.Azure.ManagementGroups.Place(azure.Clients.ProductionId, "mg1");
        azure.Azure.Directory.Add(new DirectoryObject(Someone, DirectoryKind.User, "Someone"));
        const string scope = "/providers/Microsoft.Management/managementGroups/mg1";
        var role = (await azure.Get($"{scope}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'reader'")).Json()
            .GetProperty("value")[0];
        Assert.Equal($"/providers/Microsoft.Authorization/roleDefinitions/{Reader}", role.GetProperty("id").GetString());
        var path = $"{scope}/providers/Microsoft.Authorization/roleAssignments/000000a0-0000-4000-8000-0000000000aa";
        var made = await azure.Put(path,
            new { properties = new { roleDefinitionId = role.GetProperty("id").GetString(), principalId = Someone } },
            "2018-09-01-preview");
        Assert.Equal((201, scope), (made.Status, made.Json().GetProperty("properties").GetProperty("scope").GetString()));
        var below = (await azure.Get($"{azure.Subscription}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()")).Json()
            .GetProperty("value").EnumerateArray();
        Assert.Contains(below, one => one.GetProperty("id").GetString() == path);
        Assert.Equal(200, (await azure.Delete(path)).Status);
        Assert.Equal("ManagementGroupNotFound",
            (await azure.Get($"{scope}x/providers/Microsoft.Authorization/roleAssignments")).ErrorCode());
    }

    [Fact]
    public async Task What_is_denied_is_listed_and_refused()
    {
        var group = await azure.Group("rg-managed");
        azure.Azure.Access.Deny(
            new DenyAssignment { Id = "000000a4-0000-4000-8000-000000000005", Name = "managed", Scope = group,
            Actions = ["*/write", "*/delete"], NotActions = ["Microsoft.Resources/tags/write"] });
        var listed = (await azure.Get($"{group}/providers/Microsoft.Authorization/denyAssignments", "2022-04-01")).Json()
            .GetProperty("value")[0];
        Assert.Equal("""[{"id":"00000000-0000-0000-0000-000000000000","type":"SystemDefined"}]""",
            listed.GetProperty("properties").GetProperty("principals").GetRawText());
        Assert.True(listed.GetProperty("properties").GetProperty("isSystemProtected").GetBoolean());
        var refused = await azure.Put(group, new { location = "westeurope" });
        Assert.Equal((403, "DenyAssignmentAuthorizationFailed"), (refused.Status, refused.ErrorCode()));
        Assert.Contains("because of the deny assignment with name 'managed'", refused.Content.ToString());
        Assert.Equal(200, (await azure.Get(group)).Status);
        azure.Azure.Access.Undeny("000000a4-0000-4000-8000-000000000005");
        Assert.Equal(200, (await azure.Put(group, new { location = "westeurope" })).Status);
    }

    [Fact]
    public async Task Active_and_eligible_roles_are_told_apart()
    {
        const string contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
        const string who = "0e0e0e0e-0000-4000-8000-00000000000e";
        azure.Azure.Directory.Add(
            new DirectoryObject(who, DirectoryKind.User, "Eligible") { UserPrincipalName = "eligible@contoso.example" });
        var now = azure.Azure.Time.GetUtcNow();
        var eligible = new EligibleRole(who, contributor, azure.Subscription, now.AddDays(-1), now.AddDays(30));
        azure.Azure.Access.MakeEligible(eligible);
        async Task<List<JsonElement>> List(string what) =>
            [.. (await azure.Get($"{azure.Subscription}/providers/Microsoft.Authorization/{what}?$filter=assignedTo('{who}')",
                "2020-10-01")).Json().GetProperty("value").EnumerateArray()];
        var row = Assert.Single(await List("roleEligibilityScheduleInstances"));
        Assert.Equal(("Provisioned", "Contributor", "eligible@contoso.example"),
            (row.GetProperty("properties").GetProperty("status").GetString(), Expanded(row, "roleDefinition", "displayName"),
            Expanded(row, "principal", "email")));
        Assert.Empty(await List("roleAssignmentScheduleInstances"));
        azure.Azure.Access.Activate(eligible, TimeSpan.FromHours(8));
        var active = Assert.Single(await List("roleAssignmentScheduleInstances")).GetProperty("properties");
        Assert.Equal(("Activated", true), (active.GetProperty("assignmentType").GetString(), active.TryGetProperty("endDateTime", out _)));
    }

    private static string? Expanded(JsonElement row, string part, string name) =>
        row.GetProperty("properties").GetProperty("expandedProperties").GetProperty(part).GetProperty(name).GetString();
}
