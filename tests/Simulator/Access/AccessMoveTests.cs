using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Access;

public sealed class AccessMoveTests
{
    private const string By = "000000b1-0000-4000-8000-000000000001";
    private const string Who = "000000b1-0000-4000-8000-000000000002";

    [Fact]
    public async Task A_grant_below_a_subscription_raises_an_event_and_one_above_raises_none()
    {
        await using var azure = await Prepared();
        var moves = azure.Azure.People.Access;
        var held = moves.Grant(By, Who, Audited.Contributor, azure.Subscription);
        moves.Grant(By, Who, Audited.Contributor, ManagementGroups.IdOf(azure.Azure.ManagementGroups.Root));
        moves.ElevateAccess(Who);
        moves.Revoke(By, held);

        Assert.Equal(
            [
                ("by@contoso.example", "Microsoft.Authorization/roleAssignments/write"),
                ("by@contoso.example", "Microsoft.Authorization/roleAssignments/delete"),
            ],
            azure.Azure.Activity.Entries.Where(IsAboutRoles).Select(one => (one.Caller, one.Action)));
        Assert.Equal(["/", ManagementGroups.IdOf(azure.Azure.TenantId)],
            azure.Azure.Access.Held.Select(one => one.Scope).Order(StringComparer.Ordinal));
        Assert.Equal((By, Who), (azure.Azure.Access.Held[0].CreatedBy!, azure.Azure.Access.Held[1].CreatedBy!));
    }

    [Fact]
    public async Task An_activation_writes_an_assignment_and_deletes_it_at_its_end()
    {
        await using var azure = await Prepared();
        var access = azure.Azure.Access;
        var role = new EligibleRole(Who, Audited.Contributor, azure.Subscription, azure.Azure.Time.GetUtcNow(), null);
        access.MakeEligible(role);
        azure.Azure.People.Access.Activate(role, TimeSpan.FromHours(4));

        Assert.Equal(access.PimPrincipalId, Assert.Single(access.Held).CreatedBy);
        Assert.Equal("write", Assert.Single(azure.Azure.Activity.Entries, IsAboutRoles).Action.Split('/')[^1]);
        var request = (await azure.Arm(azure.Subscription, "roleAssignmentScheduleRequests", "2020-10-01")).Json().GetProperty("value")[0];
        Assert.Equal("SelfActivate", request.GetProperty("properties").GetProperty("requestType").GetString());
        azure.Azure.Clock.AdvanceTo(azure.Azure.Time.GetUtcNow().AddHours(5));
        Assert.Empty(access.Held);
        Assert.Equal(["write", "delete"],
            azure.Azure.Activity.Entries.Where(IsAboutRoles).Select(one => one.Action.Split('/')[^1]));
        Assert.Single(access.Activations);
    }

    [Fact]
    public async Task Event_grid_tells_of_grants_in_the_subscription_and_of_both_ends_of_an_activation()
    {
        await using var azure = await Prepared();
        azure.Azure.Events.Subscribe(new()
        {
            SubscriptionId = azure.Subscription.Split('/')[2], Account = "opsstate", Queue = "ops-events",
            Encoding = EventEncoding.PlainText,
        });
        var (moves, clock) = (azure.Azure.People.Access, azure.Azure.Clock);
        moves.Grant(By, Who, Audited.Reader, azure.Subscription);
        moves.Grant(By, Who, Audited.Reader, "/");
        moves.Grant(By, Who, Audited.Reader, ManagementGroups.IdOf(azure.Azure.TenantId));
        clock.AdvanceTo(clock.GetUtcNow().AddMinutes(5));
        var sent = Assert.Single(azure.Azure.Queues.Messages("opsstate", "ops-events")).Text;
        var told = JsonSerializer.Deserialize<JsonElement>(sent);
        Assert.Equal("Microsoft.Resources.ResourceWriteSuccess", told.GetProperty("eventType").GetString());
        var place = azure.Subscription + "/providers/Microsoft.Authorization/roleAssignments/";
        Assert.StartsWith(place, told.GetProperty("subject").GetString());
        Assert.Equal("Microsoft.Authorization/roleAssignments/write", told.GetProperty("data").GetProperty("operationName").GetString());

        moves.Activate(new EligibleRole(Who, Audited.Contributor, azure.Subscription, clock.GetUtcNow(), null), TimeSpan.FromHours(1));
        clock.AdvanceTo(clock.GetUtcNow().AddMinutes(5));
        Assert.Equal(2, azure.Azure.Events.Counts.Delivered);
        clock.AdvanceTo(clock.GetUtcNow().AddHours(2));
        Assert.Equal(3, azure.Azure.Events.Counts.Delivered);
    }

    [Fact]
    public async Task What_is_done_in_the_directory_is_audited_with_who_did_it()
    {
        await using var azure = await Prepared();
        azure.PermitAll();
        var (moves, directory) = (azure.Azure.People.Access, azure.Azure.Directory);
        const string group = "000000b2-0000-4000-8000-000000000001";
        const string app = "000000b3-0000-4000-8000-000000000001";
        directory.Add(new DirectoryObject(group, DirectoryKind.Group, "Ops"));
        directory.Add(new DirectoryObject(app, DirectoryKind.Application, "app") { AppId = "a" });
        var start = azure.Azure.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        moves.AddToGroup(By, group, Who);
        moves.AddOwner(By, app, Who);
        moves.AddSecret(By, app, TimeSpan.FromDays(90));
        moves.GrantDirectoryRole(By, Who, DirectoryRole.GlobalAdministrator);
        moves.SignIn(Who);
        moves.Leave(By, Who);

        var (audits, _) = await Audited.All(
            azure.Directory, await azure.Read($"auditLogs/directoryAudits?$filter=activityDateTime ge {start}&$top=999"));
        Assert.Equal(
            ["ApplicationManagement", "ApplicationManagement", "GroupManagement", "RoleManagement", "UserManagement"],
            audits.Select(one => one.GetProperty("category").GetString()).Order(StringComparer.Ordinal));
        Assert.All(audits, one =>
            Assert.Equal(By, one.GetProperty("initiatedBy").GetProperty("user").GetProperty("id").GetString()));
        var (signIns, _) = await Audited.All(azure.Directory, await azure.Read(
            $"auditLogs/signIns?$filter=createdDateTime ge {start} and userId eq '{Who}'"));
        Assert.Equal(0, Assert.Single(signIns).GetProperty("status").GetProperty("errorCode").GetInt32());
        Assert.Null(directory.Find(Who));
    }

    private static bool IsAboutRoles(ActivityEntry one) => one.Action.Contains("roleAssignments", StringComparison.Ordinal);

    private static async Task<Audited> Prepared()
    {
        var azure = await Audited.Start();
        foreach (var (id, name) in ((string, string)[])[(By, "by"), (Who, "who")])
        {
            azure.Azure.Directory.Add(new DirectoryObject(id, DirectoryKind.User, name)
            {
                UserPrincipalName = $"{name}@contoso.example",
            });
        }
        return azure;
    }
}
