using Azure.Core;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Arm.Wire;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

public class SafetyTests
{
    private static readonly (string, string?)[] Copied =
    [
        ("Snapshots:Policies:silver:CopyTo:0:Region", "northeurope"), ("Snapshots:Policies:silver:CopyTo:0:KeepDaily", "3"),
        ("Snapshots:Policies:silver:CopyTo:0:MinGood", "1")
    ];

    // Whoever may write tags, and may delete nothing: two tags, and after a day the suite deletes all points of a disk that lives.
    [Fact]
    public async Task Tags_that_lead_to_a_machine_that_never_was_give_up_nothing_of_a_disk_that_is_there()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        var history = await suite.AddHistoryAsync(machine, 10);
        foreach (var point in history)
        {
            suite.Azure.SetSnapshotTagAsSomebodyElse(point.Id, "ops:machine", $"{machine.ResourceGroup}/ghost");
            suite.Azure.SetSnapshotTagAsSomebodyElse(point.Id, "ops:retired", "true");
        }
        await suite.PassAsync(TimeSpan.FromMinutes(2));
        await suite.TakeAsync();
        await suite.PassAsync(TimeSpan.FromHours(25));
        await suite.RetainAllAsync();

        Assert.Equal(10, history.Count(point => suite.Azure.Snapshots.All.Any(one => one.Id == point.Id)));
    }

    [Fact]
    public async Task What_lies_outside_the_allowed_scopes_is_not_deleted_because_its_tag_names_a_machine_inside()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 60);
        var outside = suite.Simple[0];
        var inside = suite.Simple.First(one => one.ResourceGroup != outside.ResourceGroup && one.SubscriptionId == outside.SubscriptionId);
        var scopes = suite.Service<GuardProfiles>().Of("snapshots").AllowedScopes;
        scopes.Clear();
        scopes.Add(PointNames.Group(inside.Id));
        var history = await suite.AddHistoryAsync(outside, 60);
        foreach (var point in history)
            suite.Azure.SetSnapshotTagAsSomebodyElse(point.Id, "ops:machine", PointNames.MachineKey(inside.Id));
        await suite.PassAsync(TimeSpan.FromMinutes(2));

        var summary = await suite.RetainAsync();

        Assert.Equal(0, summary.Work.Deleted);
    }

    [Fact]
    public async Task A_person_s_hold_stays_whatever_it_is_called()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, Copied);
        var machine = suite.Simple.First(one => one.Region != "northeurope");
        var now = suite.Azure.Time.GetUtcNow();
        // As PUT /api/snapshots/{machine}/holds/copy-northeurope puts it.
        await suite.Service<Holds>()
            .PutAsync(new("copy-northeurope", "ann", "court order", suite.DiskOf(machine), null, now, now.AddDays(300)), default);

        await suite.TakeAsync();
        await suite.PassAsync(TimeSpan.FromMinutes(10));
        await suite.TakeAsync();
        await suite.PassAsync(TimeSpan.FromHours(3));
        await suite.TakeAsync();

        Assert.Contains(await suite.Service<Holds>().OfAsync(suite.DiskOf(machine), default), hold => hold.Holder == "ann");
    }

    // The report cannot be written for some hours: each hour's timer begins the failed day's run again, with a new allowance.
    [Fact]
    public async Task A_day_s_deletions_are_bounded_also_when_its_run_breaks_off_and_begins_again()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:MaxDeletes", "2"));
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        suite.Azure.Faults.Add(new FaultRule { Target = "reports/snapshots", Status = 403, Code = "AuthorizationFailure", Message = "no" });

        for (var hour = 0; hour < 8; hour++)
        {
            // As SnapshotTimer starts it each hour from RetentionHour on: what has failed is begun again under its id.
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => suite.RetainAsync(RetentionOrchestrator.InstanceOf(suite.Azure.Time.GetUtcNow())));
            await suite.PassAsync(TimeSpan.FromHours(1));
        }

        Assert.InRange(suite.Azure.Snapshots.History.Count(point => point.DeletedBy == suite.Azure.Suite.Act.PrincipalId), 0, 2);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_deleted_and_what_is_deleted_was_recorded_before()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:MaxDeletes", "5"));
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        suite.Azure.Faults.Add(new FaultRule
        {
            Target = "evidence/snapshots", Operation = "AppendBlob_AppendBlock", Status = 403, Code = "AuthorizationFailure", Message = "no"
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => suite.RetainAsync("snapshots-retention-broken"));
        Assert.DoesNotContain(suite.Azure.Snapshots.History, point => point.DeletedBy == suite.Azure.Suite.Act.PrincipalId);
        suite.Azure.Faults.Clear();

        Assert.Equal(5, (await suite.RetainAsync("snapshots-retention-broken")).Work.Deleted);

        var chain = Assert.Single(await EvidenceCheck.OfRunAsync(suite.Service<EvidenceStore>(), "snapshots-retention-broken", default));
        var entries = await suite.Service<EvidenceStore>().ReadAsync(chain.Chain, default).Select(line => AuditLine.Read(line).Entry)
            .ToListAsync();
        foreach (var gone in suite.Azure.Snapshots.History.Where(point => point.DeletedBy == suite.Azure.Suite.Act.PrincipalId))
            Assert.Equal(["Planned", "Done"], entries.Where(entry => entry.Action == "snapshots.delete" && entry.Target == gone.Id)
                .Select(entry => entry.Decision));
    }

    [Fact]
    public async Task A_guard_that_cannot_answer_is_told_among_the_results()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.Service<AzureClients>().Blobs.GetBlobContainerClient("state").GetBlobClient("guard/kill-switch.json.gz")
            .UploadAsync(BinaryData.FromString("{"), overwrite: true);

        var summary = await suite.TakeAsync();

        var view = await suite.ViewAsync(suite.Simple[0]);
        Assert.True(summary.Work.Refused + summary.Work.Failed > 0, $"{summary.Work}; {view.Note}; {string.Join("; ", view.Problems)}");
    }

    [Fact]
    public async Task A_machine_whose_restore_points_cannot_be_read_is_not_one_without_a_policy_and_is_told_of()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 60);
        await suite.TakeAsync();
        var machine = suite.Azure.Fleet.Machines.First(
            one => suite.Azure.RestorePoints.Collections.Any(
                collection => collection.Tags["ops:machine"] == PointNames.MachineKey(one.Id)));
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "RestorePointCollections_Get", Status = 403, Code = "AuthorizationFailed", Message = "no"
        });
        await suite.PassAsync(TimeSpan.FromDays(3));

        var summary = await suite.TakeAsync();

        var view = await suite.ViewAsync(machine);
        Assert.True(view.State == ProtectionState.Breached
            && summary.Totals.Breached > 0, $"{view.State}; {view.Policy}; {string.Join("; ", view.Problems)}; {summary.Totals}");
    }

    // What is retired looks at nothing that must stay: so whether it is still given up matters all the more.
    [Fact]
    public async Task A_series_that_is_no_longer_given_up_when_the_approval_comes_stays()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:DeleteMode", "Approve"));
        var machine = suite.Simple[0];
        var history = await suite.AddHistoryAsync(machine, 5);
        suite.Azure.ReplaceDiskAsSomebodyElse(machine, lun: null);
        suite.Azure.SetSnapshotTagAsSomebodyElse(history[0].Id, "ops:retired", "true");
        await suite.PassAsync(TimeSpan.FromMinutes(5));
        await AskedAsync(suite);

        suite.Azure.SetSnapshotTagAsSomebodyElse(history[0].Id, "ops:retired", null);
        var ended = await ApprovedAsync(suite);

        Assert.Equal(0, ended.Work.Deleted);
    }

    [Fact]
    public async Task Restore_points_of_a_collection_that_is_somebody_else_s_by_now_stay()
    {
        await using var suite = await SnapshotSuite.StartAsync("quick", 60,
            ("Snapshots:DeleteMode", "Approve"), ("Snapshots:Policies:quick:Every", "Hourly"), ("Snapshots:Policies:quick:KeepLast", "1"),
            ("Snapshots:Policies:quick:MinGood", "1"), ("Snapshots:Policies:quick:MinAge", "00:00:00"));
        for (var hour = 0; hour < 3; hour++)
        {
            await suite.TakeAsync();
            await suite.PassAsync(TimeSpan.FromMinutes(60));
        }
        await AskedAsync(suite);
        foreach (var collection in suite.Azure.RestorePoints.Collections)
        {
            var body = new { tags = new Dictionary<string, string> { ["ops:created-by"] = "me" } };
            await suite.Service<ArmChanges>().SendAsync(
                ScriptedWire.Permit(), RequestMethod.Patch, ArmAddress.Of(collection.Id, "", "2024-07-01"), body, default);
        }
        Assert.All(suite.Azure.RestorePoints.Collections, collection => Assert.Equal("me", collection.Tags["ops:created-by"]));
        var before = suite.Azure.Snapshots.History.Count(point => point.DeletedAt is not null);

        await ApprovedAsync(suite);

        Assert.Equal(
            0,
            suite.Azure.Snapshots.History.Count(point => point.DeletedAt is not null
                && point.Id.Contains("/restorePoints/", StringComparison.Ordinal)));
    }

    private const string Asked = "snapshots-retention-asked";

    private static async Task AskedAsync(SnapshotSuite suite)
    {
        await suite.Host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(RetentionOrchestrator), new RunInput("somebody"), new StartOrchestrationOptions(Asked), default);
        await suite.PassAsync(TimeSpan.FromMinutes(5));
    }

    private static async Task<SnapshotRunSummary> ApprovedAsync(SnapshotSuite suite)
    {
        var approval = (await suite.Service<ApprovalStore>()
            .ListAsync(all: false, suite.Azure.Time.GetUtcNow(), default)).Single(one => one.Request.Id == Asked);
        await suite.Service<ApprovalAnswers>()
            .AnswerAsync(
                approval.Request.Id, new(true, "approver", suite.Azure.Time.GetUtcNow(), approval.Request.PlanHash, "go"), isApprover: true,
                default);
        await suite.Host.Client.RaiseEventAsync(Asked, ApprovalExtensions.EventOf(approval.Request.Id), true, default);
        return (await suite.Host.CompletedAsync(Asked)).ReadOutputAs<SnapshotRunSummary>()!;
    }
}
