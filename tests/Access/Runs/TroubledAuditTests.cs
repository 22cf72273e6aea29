using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

/// <summary>An audit in which one kind of call after the other fails: what is unknown is said, and nothing is made up for it.</summary>
public sealed class TroubledAuditTests(TroubledTenant tenant) : IClassFixture<TroubledTenant>
{
    // What each call reads.
    private static readonly (string Operation, Part Part)[] Reads =
    [
        ("Entities_List", Part.Tree),
        ("RoleAssignments_ListForScope", Part.Assignments),
        ("RoleDefinitions_List", Part.Definitions),
        ("DenyAssignments_ListForScope", Part.Denials),
        ("RoleEligibilityScheduleInstances_ListForScope", Part.Eligibilities),
        ("RoleAssignmentScheduleInstances_ListForScope", Part.Activations),
        ("RoleAssignmentScheduleRequests_ListForScope", Part.Activations),
        ("ManagementLocks_ListByScope", Part.Locks),
        ("RegistrationAssignments_List", Part.Delegations),
        ("Resources_Query", Part.Identities),
        ("DirectoryObjects_GetByIds", Part.Principals),
        ("RoleManagement_ListDirectoryRoleAssignments", Part.DirectoryRoles),
        ("RoleManagement_ListRoleEligibilityScheduleInstances", Part.DirectoryRoles),
        ("Graph_Batch", Part.Groups),
        ("Graph_List_servicePrincipals", Part.Applications),
        ("Graph_List_applications", Part.Applications),
        ("ServicePrincipals_GetByAppId", Part.GraphPermissions),
        ("ServicePrincipals_ListAppRoleAssignedTo", Part.GraphPermissions),
        ("Graph_List_users", Part.Users),
    ];

    // Asked inside a batch.
    private static readonly (string Operation, Part Part)[] InBatch =
    [
        ("Groups_ListMembers", Part.Groups),
        ("Groups_ListOwners", Part.Groups),
        ("Graph_Get_groups", Part.Groups),
        ("PrivilegedAccessGroup_ListEligibilityScheduleInstances", Part.GroupEligibilities),
        ("Applications_ListOwners", Part.Applications),
        ("ServicePrincipals_ListOwners", Part.Applications),
    ];

    // Of these there is always one: a list without any is no answer.
    private static readonly string[] NeverEmpty =
    [
        "Entities_List", "RoleAssignments_ListForScope", "RoleDefinitions_List", "Resources_Query", "DirectoryObjects_GetByIds",
        "Graph_Batch", "Graph_List_servicePrincipals", "ServicePrincipals_GetByAppId", "Graph_List_users",
    ];

    [Fact]
    public Task What_is_refused_is_unknown() => EachAsync(
        [.. Reads, .. InBatch],
        one => new FaultRule { Operation = one, Status = 403, Code = "AuthorizationFailed", Message = "It may not." });

    [Fact]
    public Task What_is_cut_off_each_time_is_unknown() =>
        EachAsync(Reads, one => new FaultRule { Operation = one, Kind = FaultKind.TruncateBody, KeepBytes = 5 });

    [Fact]
    public Task An_answer_without_a_list_is_unknown() =>
        EachAsync(Reads, one => new FaultRule { Operation = one, Status = 200, Body = "{}" });

    [Fact]
    public Task An_empty_list_of_what_is_always_there_is_unknown() => EachAsync(
        [.. Reads.Where(one => NeverEmpty.Contains(one.Operation))],
        one => new FaultRule { Operation = one, Status = 200, Body = """{"value":[]}""" });

    [Fact]
    public Task What_is_throttled_for_good_is_unknown() => EachAsync(
        [
            .. Reads.Where(one => one.Operation is "Entities_List" or "RoleAssignments_ListForScope" or "DirectoryObjects_GetByIds"),
            .. Reads.Where(one => one.Operation is "Graph_List_users"), InBatch[0],
        ],
        one => new FaultRule { Operation = one, Status = 429, Code = "TooManyRequests", RetryAfter = TimeSpan.FromMinutes(10) });

    [Fact]
    public async Task A_part_that_is_throttled_for_good_costs_itself_alone()
    {
        var rule = new FaultRule
        {
            Operation = "Graph_List_applications", Status = 429, Code = "TooManyRequests", RetryAfter = TimeSpan.FromMinutes(10)
        };
        tenant.Stage.Azure.Faults.Add(rule);
        var audit = await tenant.Stage.AuditAsync();
        tenant.Stage.Azure.Faults.Clear();

        Assert.Equal([nameof(Part.Applications)], audit.Unknown().Distinct(StringComparer.Ordinal));
    }

    private async Task EachAsync(IReadOnlyList<(string Operation, Part Part)> reads, Func<string, FaultRule> fault)
    {
        var stage = tenant.Stage;
        var wrong = new List<string>();
        foreach (var (operation, part) in reads)
        {
            stage.Azure.Faults.Add(fault(operation));
            var audit = await stage.AuditAsync();
            stage.Azure.Faults.Clear();
            wrong.AddRange(Wrong(audit, part).Select(words => $"{operation}: {words}"));
        }
        // Nothing is new or gone once all can be read again.
        var after = await stage.AuditAsync();
        foreach (var kind in new[] { "New", "Removed", "Unknown" })
            wrong.AddRange(after.Changes(kind).Select(right => $"afterwards {kind}: {right}"));
        wrong.AddRange(after.Report.GetProperty("findings").EnumerateArray().Where(one => one.GetProperty("isNew").GetBoolean())
            .Select(one => $"afterwards a new finding: {one.GetProperty("check")} {one.GetProperty("subject")}"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private IEnumerable<string> Wrong(AuditedTenant audit, Part part)
    {
        if (audit.Summary.Problem is { } problem)
            yield return $"the run ended with {problem}";
        if (audit.Report.ValueKind == System.Text.Json.JsonValueKind.Undefined)
        {
            yield return "no report";
            yield break;
        }
        if (!audit.Report.TryGetProperty("evidence", out var evidence) || evidence.ValueKind != System.Text.Json.JsonValueKind.Object)
            yield return "no evidence";
        if (!audit.Unknown().Contains(part.ToString(), StringComparer.Ordinal))
            yield return $"{part} is not said to be unknown, but {string.Join(", ", audit.Unknown())}";
        foreach (var check in AccessChecks.All.Where(check => check.Needs.Contains(part)).Select(check => check.Id))
            if (audit.State(check) is not "Unknown" and var state)
                yield return $"{check} needs {part} and is {state}";
        foreach (var right in audit.Changes("Removed"))
            yield return $"removed: {right}";
        foreach (var right in audit.Changes("New"))
            yield return $"new: {right}";
        if (audit.CountOf("mended") > 0)
            yield return $"mended: {audit.Report.GetProperty("mended")}";
        foreach (var invented in audit.Findings.Select(one => one.Key).Except(tenant.Findings, StringComparer.Ordinal))
            yield return $"invented: {invented}";
    }
}
