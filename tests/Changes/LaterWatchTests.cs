using System.Text.Json;
using Azure.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Watching;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>A machine that was resized, watched and quiet for three weeks, and then needs more than ever before.</summary>
public sealed class LaterWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ops-later-");

    [Fact]
    public async Task One_that_stays_quiet_is_left_and_one_that_begins_to_work_is_taken_back_once()
    {
        await using var stage = await ResizedAsync();
        var id = Assert.Single((await BookAsync(stage)).Machines).Id;
        var changes = stage.Changes.Count;

        await stage.Life.LiveUntilAsync(SurgeOf(stage).AddHours(-1));
        Assert.Equal(changes, stage.Changes.Count);

        await stage.Life.LiveUntilAsync(SurgeOf(stage).AddDays(2));
        await AssertTakenBackAsync(stage, id);
    }

    [Fact]
    public async Task In_production_outside_its_window_people_are_called_and_asked_and_the_window_ends_the_waiting()
    {
        await using var stage = await ResizedAsync(stage => stage.Set(plan => plan with { IsProduction = true }));
        var id = (await BookAsync(stage)).Machines[0].Id;
        stage.Set("Guard:Windows:noon:From", "12:00");
        stage.Set("Guard:Windows:noon:To", "13:00");
        stage.Set("Rightsizing:Guard:ProductionWindow", "noon");
        await BeginWorkAsync(stage, hours: 4);

        var asked = Assert.Single(await ApprovalsAsync(stage));
        Assert.StartsWith("takeback-", asked.Request.Id, StringComparison.Ordinal);
        Assert.Contains("at its limit", asked.Request.Plan[0], StringComparison.Ordinal);
        Assert.NotEqual(stage.Before, stage.Machine.Size.Name);
        // Upgrades wait for what is listed.
        Assert.Equal((StatusCodes.Status200OK, "Running"), await RunAsync(stage, id));

        await stage.Life.LiveUntilAsync(asked.Request.Deadline.AddHours(1));
        await AssertTakenBackAsync(stage, id);
    }

    [Theory]
    [InlineData("set back")]
    [InlineData("tagged")]
    [InlineData("changed by another run")]
    [InlineData("deleted")]
    public async Task What_others_do_while_they_are_asked_stands(string what)
    {
        await using var stage = await ResizedAsync(stage => stage.Set(plan => plan with { IsProduction = true }));
        var (id, given) = ((await BookAsync(stage)).Machines[0].Id, stage.Machine.Size.Name);
        stage.Set("Guard:Windows:noon:From", "12:00");
        stage.Set("Guard:Windows:noon:To", "13:00");
        stage.Set("Rightsizing:Guard:ProductionWindow", "noon");
        await BeginWorkAsync(stage, hours: 4);
        var (asked, changes) = (Assert.Single(await ApprovalsAsync(stage)).Request, stage.Changes.Count);
        if (what == "set back")
            stage.Azure.SetSizeAsSomebodyElse(stage.Machine, stage.Before);
        else if (what == "tagged")
            stage.Azure.SetTagAsSomebodyElse(stage.Machine, "ops:rightsizing", "off");
        else if (what == "deleted")
            stage.Azure.DeleteMachineAsSomebodyElse(stage.Machine, withDisks: false);
        else
            await ChangeAgainAsync(stage, SurgeOf(stage));
        await stage.Life.LiveUntilAsync(asked.Deadline.AddHours(2));
        var end = await StageEnd.ReadAsync(stage, id);

        Assert.Equal(nameof(ChangeEndKind.Overtaken), end.Trail[^1].Decision);
        Assert.Equal((changes, 0), (stage.Changes.Count, end.Breaker.Failed.Count));
        Assert.Equal(what == "set back" ? stage.Before : given, end.Size);
        Assert.DoesNotContain(end.Tags, tag => tag.StartsWith("ops:floor", StringComparison.Ordinal));
        Assert.All(end.Ledger, entry => Assert.Null(entry.TakenBackAt));
        Assert.Empty(end.Left);
        Assert.Empty((await BookAsync(stage)).Machines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_window_further_away_than_approvals_wait_is_waited_for_and_only_a_no_leaves_it(bool isSilent)
    {
        await using var stage = await ResizedAsync(stage => stage.Set(plan => plan with { IsProduction = true }));
        var id = (await BookAsync(stage)).Machines[0].Id;
        stage.Set("Guard:Windows:far:From", "00:00");
        stage.Set("Guard:Windows:far:To", "23:00");
        stage.Set("Guard:Windows:far:Days:0", $"{SurgeOf(stage).AddDays(5).DayOfWeek}");
        stage.Set("Rightsizing:Guard:ProductionWindow", "far");
        await BeginWorkAsync(stage, hours: 4);

        var asked = Assert.Single(await ApprovalsAsync(stage)).Request;
        Assert.True(asked.Deadline > SurgeOf(stage).AddHours(80));
        if (!isSilent)
            await stage.Services.GetRequiredService<ApprovalStore>().AnswerAsync(
                asked.Id, new(Approved: false, "anna", stage.Azure.Time.GetUtcNow(), asked.PlanHash, "it is fine"), default);
        await stage.Life.LiveUntilAsync(asked.Deadline.AddHours(2));

        if (isSilent)
            await AssertTakenBackAsync(stage, id);
        Assert.Equal(isSilent, stage.Before == stage.Machine.Size.Name);
        Assert.Empty((await BookAsync(stage)).Machines);
    }

    public static TheoryData<string> Others => ["set back", "deleted", "deleted, and the call for metrics refused", "tagged"];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_is_no_longer_as_it_was_made_is_left_alone(string what)
    {
        await using var stage = await ResizedAsync();
        var changes = stage.Changes.Count;
        await stage.PassWithoutAppAsync(SurgeOf(stage).AddHours(-2));
        if (what == "set back")
            stage.Azure.SetSizeAsSomebodyElse(stage.Machine, stage.Before);
        else if (what == "tagged")
            stage.Azure.SetTagAsSomebodyElse(stage.Machine, "ops:rightsizing", "report");
        else
            stage.Azure.DeleteMachineAsSomebodyElse(stage.Machine, withDisks: false);
        if (what.EndsWith("refused", StringComparison.Ordinal))
            stage.Azure.Faults.Add(new FaultRule { Operation = "MetricsBatch_Batch", Status = 404, Code = "ResourceNotFound" });
        await BeginWorkAsync(stage, hours: 12);

        Assert.Equal(changes, stage.Changes.Count);
        Assert.Empty(await ApprovalsAsync(stage));
        Assert.Equal(what is "tagged" or "deleted" or "set back" ? 1 : 0, (await BookAsync(stage)).Machines.Count);
    }

    [Theory]
    [InlineData("Rightsizing:Changes:LaterWatchDays", "0")]
    [InlineData("Rightsizing:Changes:LaterWatchDays", "7")]
    [InlineData("Rightsizing:Mode", "Report")]
    public async Task Where_it_is_switched_off_or_its_days_are_over_nothing_is_looked_at(string setting, string value)
    {
        await using var stage = await ResizedAsync();
        stage.Set(setting, value);
        var calls = await BeginWorkAsync(stage, hours: 12);

        Assert.Equal(0, calls);
        Assert.NotEqual(stage.Before, stage.Machine.Size.Name);
        Assert.Equal(value == "7" ? 0 : 1, (await BookAsync(stage)).Machines.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_that_is_not_to_be_looked_at_or_was_planned_before_this_was_there_has_its_watch_alone(bool isOld)
    {
        await using var stage = await ResizedAsync(stage =>
        {
            if (isOld)
                stage.Set(plan => plan with { Targets = [.. plan.Targets.Select(size => size with { CpuRatio = 0, MemoryRatio = 0 })] });
            else
                stage.Set("Rightsizing:Changes:LaterWatchDays", "0");
        });

        Assert.Empty((await BookAsync(stage)).Machines);
        Assert.Equal(0, await BeginWorkAsync(stage, hours: 6));
    }

    [Theory]
    [InlineData(KillSwitchLevel.Soft)]
    [InlineData(KillSwitchLevel.Hard)]
    public async Task The_soft_kill_switch_lets_it_go_on_and_the_hard_one_lets_it_wait(KillSwitchLevel level)
    {
        await using var stage = await ResizedAsync();
        var id = (await BookAsync(stage)).Machines[0].Id;
        await stage.Services.GetRequiredService<KillSwitch>().ThrowAsync(level, "anna", "enough", default);
        await BeginWorkAsync(stage, hours: 6);

        if (level == KillSwitchLevel.Hard)
        {
            Assert.NotEqual(stage.Before, stage.Machine.Size.Name);
            await stage.Services.GetRequiredService<KillSwitch>().LiftAsync("anna", "over", default);
            await stage.Life.PassAsync(TimeSpan.FromHours(6));
        }
        await AssertTakenBackAsync(stage, id);
    }

    [Fact]
    public async Task One_that_cannot_be_read_costs_the_others_nothing_and_is_told_once_a_day()
    {
        await using var stage = await ResizedAsync(Listens);
        var known = await BookAsync(stage);
        var other = stage.Azure.Fleet.Machines.First(one => one.Region == stage.Machine.Region
            && one.SubscriptionId == stage.Machine.SubscriptionId && one.Id != stage.Machine.Id);
        var watched = known.Machines[0];
        await stage.Services.GetRequiredService<StateStore>().WriteAsync(
            LaterBook.NameOf(stage.Plan.Subscription, stage.Plan.Region),
            new LaterBook([watched, watched with { Plan = watched.Plan with { MachineId = other.Id, Name = "unreadable" } }]), default);
        await BeginWorkAsync(stage, hours: 30, before: request =>
        {
            stage.Azure.Faults.Clear();
            if (request.Content is { } content && request.Uri.ToString().Contains("getBatch", StringComparison.Ordinal)
                && TextOf(content).Contains(other.Id, StringComparison.OrdinalIgnoreCase))
                stage.Azure.Faults.Add(new FaultRule { Operation = "MetricsBatch_Batch", Status = 403, Code = "AuthorizationFailed" });
            return Task.CompletedTask;
        });

        Assert.Equal(stage.Before, stage.Machine.Size.Name);
        Assert.Equal(other.Id, Assert.Single((await BookAsync(stage)).Machines).Plan.MachineId);
        Assert.InRange(Told(stage, "unreadable").Count, 2, 3);
    }

    [Fact]
    public async Task A_damaged_ledger_lets_nothing_be_looked_at_and_is_told()
    {
        await using var stage = await ResizedAsync(Listens);
        await stage.Services.GetRequiredService<StateStore>().WriteAsync(
            Ledger.NameOf(stage.Plan.Subscription, stage.Plan.Region), new Dictionary<string, string> { ["entries"] = "none" }, default);
        await BeginWorkAsync(stage, hours: 6);

        Assert.NotEqual(stage.Before, stage.Machine.Size.Name);
        Assert.InRange(Told(stage, "could not be looked at").Count, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_terminated_half_way_goes_on_with_the_next_look_and_somebody_is_called_each_time(bool hasOldSize)
    {
        await using var stage = await ResizedAsync(Listens);
        var id = (await BookAsync(stage)).Machines[0].Id;
        stage.Set("Rightsizing:Changes:LaterWatchSchedule", "0 */10 * * * *");
        var (terminated, last) = (0, DateTimeOffset.MinValue);
        await BeginWorkAsync(stage, hours: 6, before: async _ =>
        {
            var now = stage.Azure.Time.GetUtcNow();
            var isThere = !stage.Machine.IsRunning(now) && (stage.Machine.Size.Name == stage.Before) == hasOldSize;
            if (!isThere || terminated == 2 || now - last < TimeSpan.FromMinutes(5))
                return;
            (terminated, last) = (terminated + 1, now);
            await stage.Life.Client.TerminateInstanceAsync(id);
        });

        Assert.Equal(2, terminated);
        await AssertTakenBackAsync(stage, id);
        Assert.Equal(2, Told(stage, "broke off").Count);
    }

    [Fact]
    public async Task After_a_crash_at_a_commit_it_comes_to_the_same_end()
    {
        var (undisturbed, commits) = await CrashedAsync(Crash.Never, isKept: true);

        Assert.InRange(commits, 60, 1000);
        foreach (var (commit, isKept) in new[] { (commits / 4, false), (commits / 2, true), (commits * 3 / 4, false) })
            Assert.Equal(undisturbed, (await CrashedAsync(commit, isKept)).Steps);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DateTimeOffset SurgeOf(ChangeStage stage) => stage.Machine.SurgeAt!.Value;

    private static async Task<ChangeStage> ResizedAsync(Action<ChangeStage>? prepare = null)
    {
        var stage = await ChangeStage.OpenAsync(ChangeScenarios.LongBeforeSurge);
        stage.Set("Rightsizing:Changes:LaterWatchSchedule", ChangeOptions.DefaultLaterWatchSchedule);
        prepare?.Invoke(stage);
        var end = await stage.ToEndAsync();
        Assert.Equal((ChangeEndKind.Changed, 0), (end.Result?.Kind, StageInvariants.Broken(stage, end).Count()));
        return stage;
    }

    /// <summary>The app lives from an hour before the machine works until so many hours after.</summary>
    /// <returns>How often it called Azure, its own storage left out.</returns>
    private static async Task<int> BeginWorkAsync(
        ChangeStage stage, int hours, Crash? crash = null, Func<Request, Task>? before = null)
    {
        var calls = 0;
        stage.BeforeCall = request =>
        {
            Interlocked.Increment(ref calls);
            return before?.Invoke(request) ?? Task.CompletedTask;
        };
        await stage.PassWithoutAppAsync(SurgeOf(stage).AddHours(-1));
        await stage.BeginAsync(crash);
        await stage.Life.LiveUntilAsync(SurgeOf(stage).AddHours(hours));
        return calls;
    }

    private async Task<(string Steps, int Commits)> CrashedAsync(int commit, bool isKept)
    {
        await using var stage = await ResizedAsync();
        var id = (await BookAsync(stage)).Machines[0].Id;
        var file = Path.Combine(_folder.FullName, $"hub-{commit}.db");
        await BeginWorkAsync(stage, hours: 6, new Crash(file, commit, isKept));
        var commits = stage.Life.Commits;
        if (commit != Crash.Never)
        {
            Assert.True(stage.Azure.Time.GetUtcNow() < SurgeOf(stage).AddHours(6));
            await stage.BeginAsync(new Crash(file, Crash.Never, IsKept: true));
            await stage.Life.LiveUntilAsync(SurgeOf(stage).AddHours(6));
        }
        return ((await AssertTakenBackAsync(stage, id)).Steps, commits);
    }

    private static async Task<LaterBook> BookAsync(ChangeStage stage)
    {
        var name = LaterBook.NameOf(stage.Plan.Subscription, stage.Plan.Region);
        return (await stage.Services.GetRequiredService<StateStore>().FindAsync<LaterBook>(name, default))?.Value ?? LaterBook.None;
    }

    private static Task<IReadOnlyList<Approval>> ApprovalsAsync(ChangeStage stage) =>
        stage.Services.GetRequiredService<ApprovalStore>().ListAsync(all: true, stage.Azure.Time.GetUtcNow(), default);

    /// <summary>A run as GET runs/{id} answers, and its status in GET runs.</summary>
    private static async Task<(int? Answer, string? Status)> RunAsync(ChangeStage stage, string id)
    {
        var (runs, request) = (new RunTriggers([RightsizingCapability.Registration.Capability]), new DefaultHttpContext().Request);
        var one = await runs.GetRun(request, id, stage.Life.Client, default);
        var all = (IValueHttpResult)await runs.ListRuns(request, stage.Life.Client, default);
        var listed = JsonSerializer.SerializeToElement(all.Value).EnumerateArray().ToList();
        var ids = listed.ConvertAll(run => run.GetProperty("id").GetString()!);
        Assert.DoesNotContain(ids, one => one.StartsWith(LaterWatchOrchestrator.Prefix, StringComparison.Ordinal));
        var at = ids.IndexOf(id);
        return (((IStatusCodeHttpResult)one).StatusCode, at < 0 ? null : listed[at].GetProperty("status").GetString());
    }

    // Another run of ours has changed it, as the ledger says.
    private static Task ChangeAgainAsync(ChangeStage stage, DateTimeOffset at)
    {
        var ledger = stage.Services.GetRequiredService<LedgerStore>();
        return ledger.ChangeAsync(stage.Plan.Subscription, stage.Plan.Region, known =>
        {
            var first = known.Entries[0];
            return new([.. known.Entries, first with { Change = first.Change with { RunId = "another", At = at } }]);
        }, default);
    }

    private static string TextOf(RequestContent content)
    {
        using var stream = new MemoryStream();
        content.WriteTo(stream, default);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Listens(ChangeStage stage)
    {
        stage.Set("Notifications:Webhooks:ops:Url", "https://hooks.contoso.example/ops");
        stage.Set("Notifications:Webhooks:ops:Secret", "a secret of more than 32 characters, of a test");
    }

    /// <summary>Messages that receivers took.</summary>
    private static List<string> Told(ChangeStage stage, string words) =>
        [.. stage.Azure.Deliveries.All.Select(sent => sent.Body).Where(body => body.Contains(words, StringComparison.Ordinal))];

    private static async Task<StageEnd> AssertTakenBackAsync(ChangeStage stage, string id)
    {
        var end = await StageEnd.ReadAsync(stage, id);

        Assert.Equal(("Completed", null, stage.Before, MachinePower.Running), (end.Status, end.ChainProblem, end.Size, end.Power));
        Assert.Contains($"ops:floor={stage.Before}", end.Tags);
        Assert.NotNull(Assert.Single(end.Ledger).TakenBackAt);
        Assert.Equal((0, 1), (end.Breaker.InFlight.Count, end.Breaker.Failed.Count));
        Assert.Empty(end.Left);
        Assert.Empty(end.Stranded);
        Assert.Equal(1, end.Trail.Count(entry => entry is { Action: "rightsizing.later watch", Decision: "too small" }));
        Assert.Equal(nameof(ChangeEndKind.TakenBack), end.Trail[^1].Decision);
        // Once to the new size, once back.
        Assert.Equal(2, stage.Azure.Disturbances.SizeChanges(stage.Machine).Count);
        Assert.Empty((await BookAsync(stage)).Machines);
        return end;
    }
}
