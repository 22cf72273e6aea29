using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

public class RetentionRunTests
{
    [Fact]
    public async Task What_no_rule_keeps_goes_and_a_second_run_deletes_nothing_more()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 60);

        var deleted = await suite.RetainAllAsync();
        var again = await suite.RetainAsync();

        Assert.InRange(deleted, 30, 58);
        Assert.Equal((60 - deleted, 0, 0), (suite.Azure.Snapshots.All.Count, again.Totals.Deletable, again.Work.Deleted));
        var view = await suite.ViewAsync(suite.Simple[0]);
        Assert.All(view.Series.Single().Points, point => Assert.NotEmpty(point.Reasons));
    }

    [Fact]
    public async Task At_most_so_much_goes_at_once_oldest_first_and_the_rest_is_told()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:MaxDeletes", "5"));
        var history = await suite.AddHistoryAsync(suite.Simple[0], 60);

        var summary = await suite.RetainAsync();

        Assert.Equal(5, summary.Work.Deleted);
        var gone = suite.Azure.Snapshots.History.Where(point => point.DeletedBy == suite.Azure.Suite.Act.PrincipalId)
            .Select(point => point.CreatedAt).ToList();
        Assert.Equal(5, gone.Count);
        // The oldest stays, as the oldest that its months' rule has.
        Assert.True(gone.Max() < history.OrderBy(point => point.CreatedAt).ElementAt(9).CreatedAt);
    }

    [Fact]
    public async Task A_lock_a_hold_and_a_tag_of_somebody_else_are_reasons_and_no_errors()
    {
        await using var planned = await SnapshotSuite.StartAsync();
        await planned.AddHistoryAsync(planned.Simple[0], 60);
        await planned.RetainAsync();
        var victims = planned.Azure.Snapshots.History.Where(point => point.DeletedBy == planned.Azure.Suite.Act.PrincipalId)
            .OrderBy(point => point.CreatedAt).Select(point => point.Id[(point.Id.LastIndexOf('/') + 1)..]).ToList();
        // The same again, with three of them protected.
        await using var other = await SnapshotSuite.StartAsync();
        var history = await other.AddHistoryAsync(other.Simple[0], 60);
        Snapshot Of(int number) => history.Single(point => point.Name == victims[number]);
        other.Azure.Locks.Add(Of(0).Id, LockLevel.CanNotDelete);
        await other.Service<Holds>()
            .PutAsync(
                new("drill", "drill-7", "restored in a drill", other.DiskOf(other.Simple[0]), Of(
                    1).Id, other.Azure.Time.GetUtcNow(), other.Azure.Time.GetUtcNow().AddHours(2)), default);
        other.Azure.SetSnapshotTagAsSomebodyElse(Of(2).Id, "ops:created-by", "me");
        await other.PassAsync(TimeSpan.FromMinutes(2));

        var summary = await other.RetainAsync();

        Assert.True(summary.Work is { Deleted: > 10, Failed: 0 }, summary.Work.ToString());
        foreach (var number in new[] { 0, 1, 2 })
            Assert.Contains(other.Azure.Snapshots.All, point => point.Name == victims[number]);
        var points = (await other.ViewAsync(other.Simple[0])).Series.SelectMany(series => series.Points).ToList();
        Assert.Contains(
            points.Single(point => point.Name == victims[0]).Reasons,
            reason => reason.Contains("lock test-lock", StringComparison.Ordinal));
        Assert.Contains(
            points.Single(point => point.Name == victims[1]).Reasons,
            reason => reason.Contains("restored in a drill", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("hold")]
    [InlineData("keepers")]
    [InlineData("tags")]
    public async Task What_changes_between_plan_and_deletion_is_seen_right_before_it(string change)
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:DeleteMode", "Approve"));
        var machine = suite.Simple[0];
        var history = await suite.AddHistoryAsync(machine, 60);
        await suite.Host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(RetentionOrchestrator), new OpsFunctions.Orchestrations.RunInput("somebody"),
            new Microsoft.DurableTask.StartOrchestrationOptions("snapshots-retention-asked"), default);
        await suite.PassAsync(TimeSpan.FromMinutes(5));
        var approval = Assert.Single(await suite.Service<ApprovalStore>().ListAsync(all: false, suite.Azure.Time.GetUtcNow(), default));

        switch (change)
        {
            case "lock":
                suite.Azure.Locks.Add(PointNames.Group(machine.Id), LockLevel.CanNotDelete);
                break;
            case "hold":
                await suite.Service<Holds>()
                    .PutAsync(
                        new("h", "me", "wait", suite.DiskOf(machine), null, suite.Azure.Time.GetUtcNow(), suite.Azure.Time.GetUtcNow()
                            .AddDays(1)), default);
                break;
            case "keepers":
                foreach (var point in history.OrderByDescending(point => point.CreatedAt).Take(7))
                    suite.Azure.DeleteSnapshotAsSomebodyElse(point.Id);
                break;
            default:
                foreach (var point in history)
                    suite.Azure.SetSnapshotTagAsSomebodyElse(point.Id, "ops:policy", "mine");
                break;
        }
        await suite.Service<ApprovalAnswers>()
            .AnswerAsync(
                approval.Request.Id, new(true, "approver", suite.Azure.Time.GetUtcNow(), approval.Request.PlanHash, "go"), isApprover: true,
                default);
        await suite.Host.Client.RaiseEventAsync(
            "snapshots-retention-asked", ApprovalExtensions.EventOf(approval.Request.Id), true, default);
        var ended = (await suite.Host.CompletedAsync("snapshots-retention-asked")).ReadOutputAs<SnapshotRunSummary>()!;

        Assert.Equal((0, 0), (ended.Work.Deleted, ended.Work.Failed));
        Assert.True(ended.Work.Refused > 20);
    }

    [Fact]
    public async Task Without_an_approval_nothing_goes()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:DeleteMode", "Approve"));
        await suite.AddHistoryAsync(suite.Simple[0], 60);

        var summary = await suite.RetainAsync();

        Assert.True(summary.Work is { Deleted: 0, Refused: > 20 });
        Assert.Equal(60, suite.Azure.Snapshots.All.Count);
    }

    [Fact]
    public async Task A_freeze_holds_deleting_up_and_after_a_day_the_next_run_looks_anew()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        await suite.Service<OpsFunctions.Orchestrations.Arm.AzureClients>().Blobs.GetBlobContainerClient("state")
            .GetBlobClient(FreezeCalendar.Blob).UploadAsync(
            BinaryData.FromString("""{"freezes":[{"name":"year","from":"2026-01-01T00:00","to":"2026-12-31T00:00","timeZone":"UTC"}]}"""));

        var summary = await suite.RetainAsync();

        Assert.True(summary.Work is { Deleted: 0, Refused: > 20 });
    }

    [Fact]
    public async Task A_listing_that_is_not_complete_deletes_nothing_and_pages()
    {
        await using var suite = await SnapshotSuite.StartAsync(
            "silver", 24, ("Notifications:Webhooks:ops:Url", "https://hooks.contoso.example/ops"),
            ("Notifications:Webhooks:ops:Secret", new string('s', 40)));
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        suite.Azure.Roles.Without("Microsoft.Authorization/locks/read");

        var summary = await suite.RetainAsync();

        Assert.Equal((0, 60), (summary.Work.Deleted, suite.Azure.Snapshots.All.Count));
        Assert.True(summary.Doubts > 0);
        Assert.Contains(suite.Azure.Deliveries.All, delivery => delivery.Body.Contains("in doubt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_seen_for_the_first_time_waits_a_week()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        await suite.Service<StateStore>().DeleteAsync(PolicyMemory.Name, default);

        Assert.Equal(0, (await suite.RetainAsync()).Work.Deleted);
        await suite.PassAsync(TimeSpan.FromDays(6.9));
        Assert.Equal(0, (await suite.RetainAsync()).Work.Deleted);
        await suite.PassAsync(TimeSpan.FromDays(0.2));
        Assert.True((await suite.RetainAsync()).Work.Deleted > 20);
    }

    [Fact]
    public async Task A_person_deletes_more_than_the_suite_would_and_it_leaves_what_must_stay()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var history = await suite.AddHistoryAsync(suite.Simple[0], 60);
        foreach (var point in history.OrderBy(point => point.CreatedAt).Skip(3))
            suite.Azure.DeleteSnapshotAsSomebodyElse(point.Id);
        await suite.PassAsync(TimeSpan.FromMinutes(2));

        await suite.RetainAsync();

        Assert.Equal(3, suite.Azure.Snapshots.All.Count);
    }

    [Fact]
    public async Task Every_deletion_stands_in_the_chain_of_its_run()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 60);

        var summary = await suite.RetainAsync("snapshots-retention-evidence");

        var chain = Assert.Single(await EvidenceCheck.OfRunAsync(suite.Service<EvidenceStore>(), "snapshots-retention-evidence", default));
        Assert.Null(chain.Problem);
        var entries = await suite.Service<EvidenceStore>().ReadAsync(chain.Chain, default).Select(line => AuditLine.Read(line).Entry)
            .ToListAsync();
        Assert.Equal(summary.Work.Deleted, entries.Count(entry => entry is { Action: "snapshots.delete", Decision: "Done" }));
    }
}
