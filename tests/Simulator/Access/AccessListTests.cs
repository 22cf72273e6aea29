using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Access;

public sealed class AccessListTests
{
    private const string Who = "000000a1-0000-4000-8000-000000000002";
    private const string Assignments = "2022-04-01";

    [Fact]
    public async Task Lists_are_in_pages_of_500_and_inherit_from_management_groups_and_the_root()
    {
        await using var azure = await Audited.Start();
        azure.Azure.ManagementGroups.Add("mg-1");
        azure.Azure.ManagementGroups.Place(azure.Subscription.Split('/')[2], "mg-1");
        azure.Azure.Access.AssignAll(Enumerable.Range(0, 1100).Select(i => Held(i, $"{azure.Subscription}/resourceGroups/rg-{i}")));
        azure.Azure.Access.AssignAll([Held(2000, ManagementGroups.IdOf("mg-1")), Held(2001, "/"), Held(2002, azure.Subscription)]);

        var (rows, pages) = await Audited.All(azure.Manager, await azure.Arm(azure.Subscription, "roleAssignments", Assignments));
        Assert.Equal((1104, 3), (rows.Count, pages));
        Assert.Equal(1104, rows.Select(one => one.GetProperty("id").GetString()).Distinct().Count());
        var atScope = (await azure.Arm(azure.Subscription, "roleAssignments", Assignments, "&$filter=atScope()")).Json();
        Assert.Equal(["/", "/", "/providers/Microsoft.Management/managementGroups/mg-1", azure.Subscription],
            atScope.GetProperty("value").EnumerateArray()
                .Select(one => one.GetProperty("properties").GetProperty("scope").GetString()).Order(StringComparer.Ordinal));
        var properties = rows[^1].GetProperty("properties");
        Assert.Equal(("Group", "by", "2.0"), (properties.GetProperty("principalType").GetString(),
            properties.GetProperty("createdBy").GetString(), properties.GetProperty("conditionVersion").GetString()));
        var root = (await azure.Arm("", "roleAssignments", Assignments, "&$filter=atScope()")).Json().GetProperty("value");
        Assert.Equal(2, root.GetArrayLength());
    }

    [Fact]
    public async Task The_root_needs_a_right_at_the_root()
    {
        await using var azure = await Audited.Start(atRoot: false);
        foreach (var type in (string[])["roleAssignments", "denyAssignments", "roleEligibilityScheduleInstances"])
        {
            var refused = await azure.Arm("", type, "2020-10-01", "&$filter=atScope()");
            Assert.Equal((403, "AuthorizationFailed"), (refused.Status, refused.ErrorCode()));
        }
        var above = ManagementGroups.IdOf(azure.Azure.ManagementGroups.Root);
        Assert.Equal(200, (await azure.Arm(above, "roleAssignments", Assignments)).Status);
    }

    [Fact]
    public async Task Entities_are_the_tree_with_the_chain_of_parents()
    {
        await using var azure = await Audited.Start();
        azure.Azure.ManagementGroups.Add("mg-1", displayName: "Platform");
        azure.Azure.ManagementGroups.Add("mg-2", "mg-1");
        azure.Azure.ManagementGroups.Place(azure.Subscription.Split('/')[2], "mg-2");
        var answer = await azure.Manager.Send(
            RequestMethod.Post, "https://management.azure.com/providers/Microsoft.Management/getEntities?api-version=2020-05-01");
        var rows = answer.Json().GetProperty("value").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);
        Assert.Equal(5, rows.Count);
        var subscription = rows[azure.Subscription.Split('/')[2]];
        Assert.Equal(("/subscriptions", ManagementGroups.IdOf("mg-2")),
            (subscription.GetProperty("type").GetString(),
                subscription.GetProperty("properties").GetProperty("parent").GetProperty("id").GetString()));
        Assert.Equal([azure.Azure.TenantId, "mg-1", "mg-2"],
            subscription.GetProperty("properties").GetProperty("parentNameChain").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("Platform", rows["mg-1"].GetProperty("properties").GetProperty("displayName").GetString());
        var parent = rows[azure.Azure.TenantId].GetProperty("properties").GetProperty("parent").GetProperty("id");
        Assert.Equal(JsonValueKind.Null, parent.ValueKind);
    }

    [Fact]
    public async Task Without_P2_what_can_be_activated_is_refused_with_400()
    {
        await using var azure = await Audited.Start();
        azure.Azure.Directory.HasPremium = false;
        foreach (var type in (string[])["roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances"])
        {
            var refused = await azure.Arm(azure.Subscription, type, "2020-10-01");
            Assert.Equal((400, "AadPremiumLicenseRequired"), (refused.Status, refused.ErrorCode()));
        }
    }

    [Fact]
    public async Task A_denial_tells_its_effect_and_condition_since_2024_and_only_an_enforced_one_denies()
    {
        await using var azure = await Audited.Start();
        var denial = new DenyAssignment
        {
            Id = "000000b1-0000-4000-8000-000000000001", Name = "audited", Scope = azure.Subscription, Actions = ["*/read"],
            Effect = DenyEffect.Audit,
        };
        azure.Azure.Access.Deny(denial);
        azure.Azure.Access.Deny(denial with
        {
            Id = "000000b1-0000-4000-8000-000000000002", Effect = DenyEffect.Enforced, Condition = "x", ConditionVersion = "2.0",
        });
        var old = (await azure.Arm(azure.Subscription, "denyAssignments", "2022-04-01")).Json().GetProperty("value");
        Assert.False(old[0].GetProperty("properties").TryGetProperty("denyAssignmentEffect", out _));
        var both = (await azure.Arm(azure.Subscription, "denyAssignments", "2024-07-01-preview")).Json().GetProperty("value");
        Assert.Equal([("audit", null), ("enforced", "x")], both.EnumerateArray().Select(one => one.GetProperty("properties"))
            .Select(one => (one.GetProperty("denyAssignmentEffect").GetString(), one.GetProperty("condition").GetString())));
        azure.Azure.Access.Deny(denial with { Id = "000000b1-0000-4000-8000-000000000003", Effect = DenyEffect.Enforced });
        var denied = await azure.Arm(azure.Subscription, "denyAssignments", "2022-04-01");
        Assert.Equal("DenyAssignmentAuthorizationFailed", denied.ErrorCode());
    }

    [Fact]
    public async Task Lighthouse_is_listed_with_its_definition_and_machines_show_their_identities()
    {
        await using var azure = await Audited.Start();
        var id = azure.Subscription.Split('/')[2];
        azure.Azure.Access.Delegate(new LighthouseRegistration("reg", id, "other", [new("p", "Partners", Audited.Contributor)])
        {
            EligibleAuthorizations = [new("q", "Others", Audited.Reader)],
        });
        var list = await azure.Manager.Get(
            $"https://management.azure.com{azure.Subscription}/providers/Microsoft.ManagedServices/registrationAssignments"
            + "?api-version=2022-10-01&$expandRegistrationDefinition=true");
        var definition = list.Json().GetProperty("value")[0].GetProperty("properties").GetProperty("registrationDefinition")
            .GetProperty("properties");
        Assert.Equal(("other", Audited.Contributor, "q"), (definition.GetProperty("managedByTenantId").GetString(),
            definition.GetProperty("authorizations")[0].GetProperty("roleDefinitionId").GetString(),
            definition.GetProperty("eligibleAuthorizations")[0].GetProperty("principalId").GetString()));

        var machine = azure.Azure.Fleet.Machines[0];
        var identity = azure.Azure.Identities.Add(
            $"{azure.Subscription}/resourceGroups/rg-1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-1", "westeurope");
        var own = azure.Azure.Identities.Give(machine, [identity.Id]);
        var machines = await Query(azure, "resources | where isnotempty(identity) | project id, type, identity | order by id asc");
        var shown = Assert.Single(machines).GetProperty("identity");
        Assert.Equal(("SystemAssigned, UserAssigned", own, identity.PrincipalId), (shown.GetProperty("type").GetString(),
            shown.GetProperty("principalId").GetString(),
            shown.GetProperty("userAssignedIdentities").GetProperty(identity.Id).GetProperty("principalId").GetString()));
        var identities = await Query(azure,
            "resources | where type =~ 'microsoft.managedidentity/userassignedidentities' | project id, properties | order by id asc");
        Assert.Equal(identity.ClientId, Assert.Single(identities).GetProperty("properties").GetProperty("clientId").GetString());
    }

    [Fact]
    public async Task A_file_of_roles_goes_before_what_is_known_and_blocks_keep_their_conditions()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, """
            [{"name":"11111111-0000-4000-8000-000000000001","roleName":"Two Blocks","roleType":"BuiltInRole","description":"d",
              "assignableScopes":["/"],"permissions":[
              {"actions":["a/read"],"notActions":[],"dataActions":[],"notDataActions":[],"condition":null,"conditionVersion":null},
              {"actions":["b/write"],"notActions":[],"dataActions":[],"notDataActions":[],"condition":"c","conditionVersion":"2.0"}]}]
            """, TestContext.Current.CancellationToken);
        await using var azure = await Audited.Start(options: new() { BuiltInRoles = file });
        File.Delete(file);
        var role = (await azure.Arm(azure.Subscription, "roleDefinitions/11111111-0000-4000-8000-000000000001", "2022-04-01")).Json();
        var blocks = role.GetProperty("properties").GetProperty("permissions");
        Assert.Equal((2, "c", false), (blocks.GetArrayLength(), blocks[1].GetProperty("condition").GetString(),
            blocks[0].TryGetProperty("condition", out _)));
        azure.Azure.Access.Define(new RoleDefinition("Ours", "d", ["*/read"], [], [], [], [azure.Subscription]));
        var custom = (await azure.Arm(azure.Subscription, "roleDefinitions", "2022-04-01", "&$filter=type eq 'CustomRole'")).Json();
        Assert.Contains("Ours", custom.GetProperty("value").EnumerateArray()
            .Select(one => one.GetProperty("properties").GetProperty("roleName").GetString()));
        Assert.Equal(200, (await azure.Arm("", "roleDefinitions", "2022-04-01")).Status);
    }

    private static async Task<List<JsonElement>> Query(Audited azure, string query)
    {
        var answer = await azure.Manager.Send(
            RequestMethod.Post, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01",
            new { query });
        return [.. answer.Json().GetProperty("data").EnumerateArray()];
    }

    private static HeldRole Held(int nth, string scope) => new()
    {
        Name = new Guid(nth, 0, 0, new byte[8]).ToString(), Scope = scope, RoleId = Audited.Reader, PrincipalId = Who,
        PrincipalType = "Group", CreatedBy = "by", Condition = "c", ConditionVersion = "2.0",
    };
}
