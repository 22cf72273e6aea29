using OpsFunctions.Simulator;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

public sealed class ThrottledAuditTests
{
    private const int Users = 1200;
    private const string Eligible = "PrivilegedAccessGroup_ListEligibilityScheduleInstances";

    private static readonly string[] Operations =
    [
        "Entities_List", "RoleAssignments_ListForScope", "RoleDefinitions_List", "DenyAssignments_ListForScope",
        "ManagementLocks_ListByScope", "RegistrationAssignments_List", "RoleAssignmentScheduleInstances_ListForScope",
        "RoleEligibilityScheduleInstances_ListForScope",
        "RoleAssignmentScheduleRequests_ListForScope", "Resources_Query", "Graph_List_servicePrincipals", "Graph_List_applications",
        "Groups_ListMembers", "Groups_ListOwners", "Applications_ListOwners", "DirectoryObjects_GetByIds",
        "RoleManagement_ListDirectoryRoleAssignments",
        Eligible, "Graph_Batch",
    ];

    [Fact]
    public async Task An_audit_that_is_throttled_at_every_kind_of_call_ends_as_one_that_is_not()
    {
        await using var stage = await AuditedTenants.OpenAsync(AuditedTenants.Small with { Users = Users });
        var calm = await stage.AuditAsync();
        foreach (var operation in Operations)
            foreach (var nth in new[] { 1, 2, 4, 5 })
                stage.Azure.Faults.Add(Throttled(operation, nth));
        // In the middle of the users: of three pages the second, twice.
        stage.Azure.Faults.Add(Throttled("Graph_List_users", 2));
        stage.Azure.Faults.Add(Throttled("Graph_List_users", 3));
        var (users, before) = (stage.Azure.Calls.Of("Graph_List_users"), stage.Azure.Time.GetUtcNow());

        var audit = await stage.AuditAsync();

        Assert.Null(audit.Summary.Problem);
        Assert.Equal("[]", audit.Report.GetProperty("unknown").ToString());
        Assert.Equal(0, audit.CountOf("changes"));
        Assert.Equal(calm.Findings.Select(one => one.Key), audit.Findings.Select(one => one.Key));
        Assert.True(stage.Azure.Time.GetUtcNow() - before > TimeSpan.FromMinutes(5), "it waited as long as it was told");
        // What was read is not read again.
        Assert.Equal(5, stage.Azure.Calls.Of("Graph_List_users") - users);
        // Those inside a batch are counted with it.
        string[] inBatch = ["Groups_ListMembers", "Groups_ListOwners", "Applications_ListOwners", Eligible];
        Assert.All(Operations.Except(inBatch, StringComparer.Ordinal), one => Assert.True(stage.Azure.Calls.Of(one, 429) > 0, one));
    }

    [Fact]
    public async Task Without_P2_its_checks_do_not_apply_which_is_said_once_and_nothing_is_unknown_for_it()
    {
        await using var stage = await AuditedTenants.OpenAsync(AuditedTenants.Small);
        stage.Azure.Directory.HasPremium = false;

        var audit = await stage.AuditAsync();

        Assert.Null(audit.Summary.Problem);
        Assert.False(audit.Report.GetProperty("premium").GetBoolean());
        Assert.Equal(("NotApplicable", "NotApplicable"), (audit.State("standing-privileged"), audit.State("unused-eligibility")));
        // Sign-ins are of P1 and P2: when somebody last came is unknown, and nothing else.
        Assert.Equal(["SignIns"], audit.Unknown());
        Assert.DoesNotContain(
            audit.Findings, one => one.Check is "standing-privileged" or "unused-eligibility" or "stale-privileged" or "orphaned");
        var page = (await stage.BlobsAsync("reports", "access/access-stage-1.html")).Values.Single();
        Assert.Equal(2, page.Split("Entra ID P2").Length);
    }

    private static FaultRule Throttled(string operation, int nth) => new()
    {
        Operation = operation, Nth = nth, Status = 429, Code = "TooManyRequests", RetryAfter = TimeSpan.FromSeconds(17),
    };
}
