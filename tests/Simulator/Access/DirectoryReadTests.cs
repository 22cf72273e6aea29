using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Access;

public sealed class DirectoryReadTests
{
    private const string Sign = "users?$select=id,signInActivity&$top=999";
    private const string Group = "000000b2-0000-4000-8000-000000000001";
    private const string App = "000000b3-0000-4000-8000-000000000001";
    private const string User = "000000b1-0000-4000-8000-000000000000";

    [Fact]
    public async Task Users_come_500_a_page_with_sign_ins_and_no_success_is_told_of_before_December_2023()
    {
        await using var azure = await Audited.Start();
        azure.PermitAll();
        var early = new DateTimeOffset(2023, 11, 30, 0, 0, 0, TimeSpan.Zero);
        var late = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 1200; i++)
        {
            var when = i switch { 0 => early, 1 => late, _ => (DateTimeOffset?)null };
            azure.Azure.Directory.Add(new DirectoryObject($"000000b1-0000-4000-8000-{i:D12}", DirectoryKind.User, "x")
            {
                LastSignIn = when, LastSuccessfulSignIn = when,
            });
        }
        var (rows, pages) = await Audited.All(azure.Directory, await azure.Read(Sign));
        Assert.Equal((1200, 3), (rows.Count, pages));
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("signInActivity").GetProperty("lastSuccessfulSignInDateTime").ValueKind);
        Assert.Equal("2025-01-01T00:00:00Z", rows[1].GetProperty("signInActivity").GetProperty("lastSuccessfulSignInDateTime").GetString());
        Assert.False(rows[2].TryGetProperty("signInActivity", out _));
        var plain = await Audited.All(azure.Directory, await azure.Read("users?$select=id&$top=999"));
        Assert.Equal((1200, 2), (plain.Rows.Count, plain.Pages));
    }

    [Fact]
    public async Task What_is_not_permitted_or_not_licensed_is_refused_in_the_services_own_words()
    {
        await using var azure = await Audited.Start();
        var directory = azure.Azure.Directory;
        async Task Refuses(int status, string code, string path) =>
            Assert.Equal((status, code), await azure.Read(path) is var got ? (got.Status, got.ErrorCode()) : default);
        var eligible = $"identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '{Group}'";
        directory.Permit("User.Read.All");
        await Refuses(403, "Authentication_MSGraphPermissionMissing", Sign);
        await Refuses(403, "Authentication_MSGraphPermissionMissing", "auditLogs/directoryAudits");
        await Refuses(403, "Authorization_RequestDenied", "applications?$select=id");
        await Refuses(403, "Authorization_RequestDenied", "roleManagement/directory/roleAssignments");
        await Refuses(403, "PermissionScopeNotGranted", "roleManagement/directory/roleEligibilityScheduleInstances");
        await Refuses(403, "PermissionScopeNotGranted", eligible);
        azure.PermitAll();
        directory.HasPremium = false;
        await Refuses(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", Sign);
        await Refuses(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "auditLogs/signIns");
        await Refuses(400, "AadPremiumLicenseRequired", eligible);
        await Refuses(400, "AadPremiumLicenseRequired", "roleManagement/directory/roleEligibilityScheduleInstances");
        await Refuses(404, "Request_ResourceNotFound", $"directory/administrativeUnits/{Group}/members?$select=id");
        var many = string.Join(',', Enumerable.Repeat($"'{Group}'", 16));
        await Refuses(400, "Request_UnsupportedQuery", $"groups?$filter=id in ({many})&$select=id");
    }

    [Fact]
    public async Task Owners_credentials_roles_and_eligibilities_are_read_in_their_forms()
    {
        await using var azure = await Audited.Start();
        azure.PermitAll();
        var (directory, now) = (azure.Azure.Directory, azure.Azure.Time.GetUtcNow());
        directory.Add(new DirectoryObject(User, DirectoryKind.User, "Someone"));
        directory.Add(new DirectoryObject(Group, DirectoryKind.Group, "Ops") { GroupTypes = ["DynamicMembership"], MembershipRule = "r" });
        directory.Add(new DirectoryObject(App, DirectoryKind.Application, "app")
        {
            AppId = "a", Credentials = [new("kkkk", now, now.AddDays(1)), new("cccc", now, null) { IsCertificate = true }],
        });
        directory.AddOwner(App, User);
        directory.AddOwner(Group, User);
        directory.AddToUnit("unit", User);
        directory.AddEligibleMember(new EligibleMember(Group, User, IsOwner: true, now, null));
        directory.AddRole(new DirectoryRole("r1", User, DirectoryRole.GlobalAdministrator));
        directory.GrantPermission(azure.Azure.PrincipalId, "RoleManagement.ReadWrite.Directory");
        async Task<JsonElement> First(string path) => (await azure.Read(path)).Json().GetProperty("value")[0];

        var app = await First("applications?$select=id,appId,displayName,passwordCredentials,keyCredentials&$top=999");
        Assert.Equal(("kkkk", "cccc"), (app.GetProperty("passwordCredentials")[0].GetProperty("keyId").GetString(),
            app.GetProperty("keyCredentials")[0].GetProperty("keyId").GetString()));
        Assert.Equal(User, (await First($"applications/{App}/owners?$select=id")).GetProperty("id").GetString());
        Assert.Equal(User, (await First($"groups/{Group}/owners?$select=id")).GetProperty("id").GetString());
        Assert.Equal(User, (await First("directory/administrativeUnits/unit/members?$select=id")).GetProperty("id").GetString());
        var group = await First(
            $"groups?$filter=id in ('{Group}')&$select=id,displayName,isAssignableToRole,groupTypes,membershipRule,onPremisesSyncEnabled");
        Assert.Equal(("r", "DynamicMembership"),
            (group.GetProperty("membershipRule").GetString(), group.GetProperty("groupTypes")[0].GetString()));
        var eligible = await First(
            $"identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '{Group}'");
        Assert.Equal((User, "owner"), (eligible.GetProperty("principalId").GetString(), eligible.GetProperty("accessId").GetString()));
        var role = await First("roleManagement/directory/roleAssignments?$top=999");
        Assert.Equal("/", role.GetProperty("directoryScopeId").GetString());
        var graph = (await azure.Read("servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?$select=id,appRoles")).Json();
        var roles = graph.GetProperty("appRoles").EnumerateArray()
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("value").GetString());
        var (grants, _) = await Audited.All(azure.Directory, await azure.Read(
            $"servicePrincipals/{graph.GetProperty("id").GetString()}/appRoleAssignedTo?$top=999"));
        Assert.Contains("RoleManagement.ReadWrite.Directory", grants.Select(one => roles[one.GetProperty("appRoleId").GetString()!]));
        Assert.Contains("AuditLog.Read.All", grants.Select(one => roles[one.GetProperty("appRoleId").GetString()!]));
        directory.Remove(User);
        Assert.Equal(User, (await First("directory/deletedItems/microsoft.graph.user?$select=id")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task One_of_a_batch_is_throttled_and_fails_by_itself_under_200()
    {
        await using var azure = await Audited.Start();
        azure.PermitAll();
        azure.Azure.Directory.Add(new DirectoryObject(Group, DirectoryKind.Group, "Ops"));
        azure.Azure.Faults.Add(new FaultRule
        {
            Operation = "Groups_ListOwners", Status = 429, RetryAfter = TimeSpan.FromSeconds(7), Nth = 1,
        });
        var body = new
        {
            requests = new[]
            {
                new { id = "1", method = "GET", url = $"/groups/{Group}/owners?$select=id" },
                new { id = "2", method = "GET", url = $"/groups/{Group}/transitiveMembers?$select=id&$top=999" },
            },
        };
        var first = await azure.Directory.Send(RequestMethod.Post, Audited.Graph + "/$batch", body);
        Assert.Equal(200, first.Status);
        var answers = first.Json().GetProperty("responses").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!);
        Assert.Equal((429, "7", 200), (answers["1"].GetProperty("status").GetInt32(),
            answers["1"].GetProperty("headers").GetProperty("Retry-After").GetString(), answers["2"].GetProperty("status").GetInt32()));
        var again = await azure.Directory.Send(RequestMethod.Post, Audited.Graph + "/$batch", body);
        Assert.All(again.Json().GetProperty("responses").EnumerateArray(), one => Assert.Equal(200, one.GetProperty("status").GetInt32()));
        for (var i = 0; i < 5; i++)
            Assert.Equal(200, (await azure.Read("auditLogs/directoryAudits")).Status);
        Assert.Equal(429, (await azure.Read("auditLogs/directoryAudits")).Status);
    }
}
