using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>Whatever refuses a change stands in its chain of evidence, and nothing was called.</summary>
public sealed class GuardRefusalTests
{
    [Fact]
    public Task A_thrown_kill_switch() => RefusedAsync("guard", "KillSwitch: ", begun: stage =>
        stage.Services.GetRequiredService<KillSwitch>().ThrowAsync(KillSwitchLevel.Soft, "anna", "enough", default));

    [Fact]
    public Task A_machine_out_of_scope() => RefusedAsync("guard", "Scope: ", stage =>
    {
        for (var index = 0; index < stage.Azure.Fleet.Subscriptions.Count; index++)
            stage.Set(
                string.Create(CultureInfo.InvariantCulture, $"Rightsizing:Guard:AllowedScopes:{index}"),
                "/subscriptions/00000000-0000-0000-0000-000000000001");
    });

    [Fact]
    public Task A_mode_that_only_reports() =>
        RefusedAsync("guard", "Exclusion: ", stage => stage.Set(plan => plan with { Mode = Mode.Report }));

    [Fact]
    public Task A_tag_that_only_lets_report() => RefusedAsync("recheck", "ops:rightsizing=report", stage =>
        stage.Azure.SetTagAsSomebodyElse(stage.Machine, "ops:rightsizing", "report"));

    [Fact]
    public Task A_lock() =>
        RefusedAsync("guard", "Lock: lock test-lock (ReadOnly)", stage => stage.Azure.Locks.Add(stage.Machine.Id, LockLevel.ReadOnly));

    [Fact]
    public Task A_freeze_longer_than_the_plan() => RefusedAsync("guard", "quarter end", begun: async stage =>
    {
        var container = stage.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await container.CreateIfNotExistsAsync();
        await container.GetBlobClient(FreezeCalendar.Blob).UploadAsync(BinaryData.FromString(
            """{ "freezes": [{ "name": "quarter end", "from": "2026-05-30T00:00:00", "to": "2026-07-30T00:00:00", "timeZone": "UTC" }] }"""));
    });

    [Fact]
    public Task A_window_that_opens_too_late() => RefusedAsync("guard", "closed until", stage =>
    {
        stage.Set("Guard:Windows:saturday:Days:0", "Saturday");
        stage.Set("Guard:Windows:saturday:From", "01:00");
        stage.Set("Guard:Windows:saturday:To", "02:00");
        stage.Set("Rightsizing:Guard:ProductionWindow", "saturday");
        stage.Set("Rightsizing:Guard:OtherWindow", "saturday");
        EndsIn(stage, TimeSpan.FromDays(1));
    });

    [Fact]
    public Task An_open_breaker() =>
        RefusedAsync("guard", "the breaker is open", stage => EndsIn(stage, TimeSpan.FromHours(1)), begun: stage =>
        stage.Services.GetRequiredService<StateStore>().WriteAsync(BreakerState.NameOf(RightsizingCapability.Name), new BreakerState([],
            [.. Enumerable.Range(0, 9)
                .Select(number => new BreakerEntry($"other-{number}", "/x", stage.Plan.Subscription, stage.Azure.Time.GetUtcNow()))]),
                default));

    [Fact]
    public Task A_machine_that_was_just_changed() => RefusedAsync("guard", "Cooldown: ", begun: stage =>
        stage.Services.GetRequiredService<Claims>().ReleaseAsync(stage.Machine.Id, "drill-1", "drills", default));

    [Fact]
    public Task A_claim_of_somebody_else() =>
        RefusedAsync("guard", "drills works on it", stage => EndsIn(stage, TimeSpan.FromMinutes(30)), begun: stage =>
        stage.Services.GetRequiredService<Claims>().TakeAsync(stage.Machine.Id, "drill-1", "drills", default));

    [Fact]
    public Task An_approval_that_nobody_gave() =>
        RefusedAsync("approval", "silence is a no", stage => stage.Set(plan => plan with { Mode = Mode.Approve }));

    [Fact]
    public Task An_approval_that_was_refused() => RefusedAsync("approval", "rejected by bruno; the approval has the comment", stage =>
    {
        stage.Set(plan => plan with { Mode = Mode.Approve });
        stage.Quiet = async () =>
        {
            var now = stage.Azure.Time.GetUtcNow();
            foreach (var open in await stage.Services.GetRequiredService<ApprovalStore>().ListAsync(all: false, now, default))
                await stage.Services.GetRequiredService<ApprovalAnswers>()
                    .AnswerAsync(open.Request.Id, new(false, "bruno", now, open.Request.PlanHash, "not now"), isApprover: true, default);
        };
    });

    private static void EndsIn(ChangeStage stage, TimeSpan time) =>
        stage.Set(plan => plan with { ValidUntil = stage.Azure.Time.GetUtcNow() + time });

    private static async Task RefusedAsync(
        string action, string reason, Action<ChangeStage>? prepare = null, Func<ChangeStage, Task>? begun = null)
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.Online);
        prepare?.Invoke(stage);
        var end = await stage.ToEndAsync(begun is null ? null : () => begun(stage));

        Assert.Equal(ChangeEndKind.NotTaken, end.Result?.Kind);
        Assert.Contains(end.Trail, entry => entry.Action == $"rightsizing.{action}"
            && entry.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Null(end.ChainProblem);
        Assert.Empty(stage.Changes);
        Assert.Empty(end.Breaker.InFlight);
    }
}
