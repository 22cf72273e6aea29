using System.Globalization;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

public sealed class DefaultTenantTests(DefaultTenant tenant) : IClassFixture<DefaultTenant>
{
    [Fact]
    public void Every_planted_violation_is_found_and_nothing_else_and_the_shortest_path_is_the_planted_one()
    {
        var score = AccessScore.Of(tenant.Audit, tenant.Stage.Truth);

        Assert.True(score.Planted > 20, $"{score.Planted} planted");
        Assert.Equal([], score.Missed);
        Assert.Equal([], score.Invented);
        Assert.Equal([], score.OtherPaths);
        Assert.True(score.IsRight);
        Assert.Empty(tenant.Audit.Unknown());
    }

    [Fact]
    public void The_identity_of_the_suite_is_in_the_report_like_anyones()
    {
        var own = tenant.Stage.Azure.Suite.Audit.PrincipalId.ToLowerInvariant();

        var rights = tenant.Audit.Report.GetProperty("rights").EnumerateArray()
            .Where(right => right.GetProperty("principal").GetString() == own).ToList();

        Assert.Contains(
            rights, right => (right.GetProperty("scope").GetString(), right.GetProperty("roleName").GetString()) == ("/", "Reader"));
        Assert.All(rights, right => Assert.Equal("ops-functions-audit", right.GetProperty("name").GetString()));
    }

    [Fact]
    public void Calls_stay_within_what_the_tenant_is_worth()
    {
        var azure = tenant.Stage.Azure;
        var (subscriptions, above) = (tenant.Stage.Truth.Subscriptions.Count, Above());
        var scopes = subscriptions + above;

        // A page holds 500; a scope costs one call, however little there is.
        AtMost(scopes + (azure.Access.Held.Count / 500) + 1, "RoleAssignments_ListForScope");
        foreach (var operation in new[]
        {
            "RoleDefinitions_List", "DenyAssignments_ListForScope", "RoleEligibilityScheduleInstances_ListForScope",
            "RoleAssignmentScheduleInstances_ListForScope", "RoleAssignmentScheduleRequests_ListForScope",
        })
            AtMost(scopes + 4, operation);
        AtMost(subscriptions, "ManagementLocks_ListByScope");
        AtMost(subscriptions, "RegistrationAssignments_List");
        AtMost(1, "Entities_List");
        AtMost((azure.Directory.All.Count(one => one.Kind == DirectoryKind.User) / 500) + 1, "Graph_List_users");
        AtMost(2, "Resources_Query");
        Assert.True(Calls("RoleAssignments_ListForScope") > subscriptions);
    }

    [Fact]
    public void Batches_are_one_for_20_groups_and_kind_and_one_for_20_applications()
    {
        var directory = tenant.Stage.Azure.Directory;
        var (groups, applications, accounts) = (
            Count(DirectoryKind.Group), Count(DirectoryKind.Application),
            Count(DirectoryKind.ServicePrincipal));

        // Four kinds of questions about groups; groups nested up to five deep begin a batch at each level.
        var most = (4 * ((groups / 20) + 1)) + (3 * 5) + (applications / 20) + 1 + (accounts / 20) + 1;

        AtMost(most, "Graph_Batch");
        int Count(DirectoryKind kind) => directory.All.Count(one => one.Kind == kind);
    }

    private int Above()
    {
        var azure = tenant.Stage.Azure;
        // All management groups, and the root.
        return azure.ManagementGroups.All.Count + 1;
    }

    private void AtMost(long most, string operation) => Assert.True(
        Calls(operation) <= most, string.Create(CultureInfo.InvariantCulture, $"{operation}: {Calls(operation)} calls, at most {most}"));

    private long Calls(string operation) => tenant.Calls.GetValueOrDefault(operation);
}
