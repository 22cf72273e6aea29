using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Stages.Remediation;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runs;

/// <summary>Each step of the guard, in its order, with the record that it leaves: nothing is sent to the machine.</summary>
public sealed class GuardOrderTests
{
    private const string Elsewhere = "/subscriptions/00000000-0000-0000-0000-0000000000aa";

    private static readonly DateTimeOffset Afternoon = new(2026, 6, 3, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Kill_switch() => await RefusedAsync(GuardRule.KillSwitch, new((stage, _) =>
        Of<KillSwitch>(stage).ThrowAsync(KillSwitchLevel.Soft, "somebody", "we look into something", default)));

    [Fact]
    public async Task Scope() => await RefusedAsync(GuardRule.Scope, Nothing with
    {
        Set = stage =>
        {
            foreach (var (name, _) in AllowedScopes.Everywhere(stage.Azure))
                if (name.StartsWith(RemediationOptions.Section, StringComparison.Ordinal))
                    stage.Set(name, Elsewhere);
        },
    });

    [Fact]
    public async Task Tag_that_narrows_to_a_report()
    {
        var end = await new OneOutage(async (stage, machine) =>
        {
            stage.Azure.SetTagAsSomebodyElse(machine, HandsOffPolicy.Tag, "report");
            await stage.Life.PassAsync(TimeSpan.FromMinutes(61));
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Reported, end.Words);
        Assert.DoesNotContain(end.First.Timeline, one => one.What == "guard");
        Assert.Empty(end.Sent);
    }

    [Fact]
    public async Task Lock() => await RefusedAsync(GuardRule.Lock, new(static (stage, machine) =>
    {
        stage.Azure.Locks.Add(machine.Id, LockLevel.ReadOnly);
        return Task.CompletedTask;
    }));

    [Fact]
    public async Task Freeze() => await RefusedAsync(GuardRule.Freeze, new(static (stage, _) => WriteAsync(
        stage, FreezeCalendar.Blob, """{"freezes":[{"name":"audit","from":"2026-06-01T00:00","to":"2026-06-30T00:00"}]}""")));

    [Fact]
    public async Task Calendar_that_cannot_be_read() =>
        await RefusedAsync(GuardRule.Freeze, new(static (stage, _) => WriteAsync(stage, FreezeCalendar.Blob, "{")));

    // At 14:00 with the windows of other capabilities, both where that is refused at once and where it would be waited for.
    [Theory]
    [InlineData("1")]
    [InlineData("744")]
    public async Task Window_of_the_night_at_two_in_the_afternoon(string longestWait) => await RefusedAsync(GuardRule.Window, Nothing with
    {
        Set = stage =>
        {
            stage.Set("Remediation:Guard:ProductionWindow", "night");
            stage.Set("Remediation:Guard:OtherWindow", "night");
            stage.Set("Remediation:Guard:LongestWaitHours", longestWait);
        },
        Fits = static (_, machine) => IsAwake(machine),
        Prepare = static (stage, _) => stage.Life.PassAsync(TimeSpan.FromHours(2)),
    });

    [Fact]
    public async Task Breaker() => await RefusedAsync(GuardRule.Breaker, new(static (stage, machine) =>
    {
        var now = stage.Azure.Time.GetUtcNow();
        var failed = Enumerable.Range(0, 20)
            .Select(number => new BreakerEntry($"remediation-{number}", Elsewhere, machine.SubscriptionId, now));
        return Of<StateStore>(stage).WriteAsync(
            BreakerState.NameOf(RemediationCapability.Name), new BreakerState([], [.. failed]), default);
    }));

    [Fact]
    public async Task Cooldown() => await RefusedAsync(GuardRule.Cooldown, Nothing with
    {
        Set = static stage => stage.Set("Remediation:Guard:CooldownHours", "24"),
        Prepare = static (stage, machine) => Of<StateStore>(stage).WriteAsync(
            ResourceState.NameOf(machine.Id),
            new ResourceState(machine.Id) { ChangedBy = "rightsizing", ChangedAt = stage.Azure.Time.GetUtcNow().AddHours(-3) }, default),
    });

    [Fact]
    public async Task Claim_of_its_pool_by_another_capability() => await RefusedAsync(GuardRule.Claim, new(static (stage, machine) =>
        Of<Claims>(stage).TakeAsync(LoadBalancing.PoolOf(machine)!, "resize-1", "rightsizing", default))
    {
        Machines = 150, Fits = static (_, machine) => LoadBalancing.PoolOf(machine) is not null,
    });

    [Fact]
    public async Task Approval_that_is_refused()
    {
        var end = await (Approving with { Meanwhile = AnswerAsync }).EndAsync();

        Assert.True(end.First.State == IncidentState.Escalated, end.Words);
        Assert.Contains(end.First.Timeline, one => one is { What: "approval", Outcome: "rejected" });
        Assert.Empty(end.Sent);

        static async Task AnswerAsync(RemediationStage stage, Machine machine)
        {
            var now = stage.Azure.Time.GetUtcNow();
            var asked = Assert.Single(await Of<ApprovalStore>(stage).ListAsync(all: false, now, default)).Request;
            var answered = await Of<ApprovalAnswers>(stage).AnswerAsync(
                asked.Id, new(false, "somebody", now, asked.PlanHash, "not now"), isApprover: true, default);
            Assert.Null(answered.Refusal);
        }
    }

    [Fact]
    public async Task Approval_that_comes_too_late()
    {
        var end = await Approving.EndAsync();

        Assert.True(end.First.State == IncidentState.Escalated, end.Words);
        var told = Assert.Single(end.First.Timeline, one => one is { What: "approval", Outcome: "expired" });
        Assert.InRange(told.At - end.First.FiredAt, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10.5));
        Assert.Empty(end.Sent);
    }

    [Fact]
    public async Task Limits_that_are_full()
    {
        var end = await new OneOutage(static (stage, machine) =>
        {
            var now = stage.Azure.Time.GetUtcNow();
            var others = stage.Azure.Fleet.Machines.Where(one => one != machine).Take(20)
                .Select(one => new InCare(one.Id.ToLowerInvariant(), one.Name, Care.Unknown, now, now.AddHours(2), [CureLimits.Fleet]));
            return Of<StateStore>(stage).WriteAsync(CureBook.Name, new CureBook([.. others]), default);
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Escalated, end.Words);
        Assert.StartsWith("limit: fleet", end.First.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(end.First.Timeline, one => one.What == "guard");
        Assert.Empty(end.Sent);
    }

    [Theory]
    [InlineData("resolved", IncidentState.Over)]
    [InlineData("mended", IncidentState.Over)]
    [InlineData("stopped", IncidentState.HandsOff)]
    [InlineData("acknowledged", IncidentState.HandsOff)]
    public async Task Last_look_at_what_changed_between_decision_and_act(string what, IncidentState expected)
    {
        var end = await new OneOutage((stage, machine) =>
        {
            var isDone = false;
            stage.BeforeCall = request =>
            {
                // The guard reads the locks: the decision stands, the act does not yet.
                if (isDone || !request.Uri.ToString().Contains("Microsoft.Authorization/locks", StringComparison.OrdinalIgnoreCase))
                    return Task.CompletedTask;
                isDone = true;
                var alert = stage.Azure.Alerts.All.First(one => one.Target == machine.Id);
                if (what == "resolved")
                    stage.Azure.Alerts.Resolve(alert.Id);
                else if (what == "mended")
                    stage.Azure.People.Alerts.Mend(stage.Azure.Outages.All[0]);
                else if (what == "stopped")
                    stage.Azure.People.Alerts.Stop(machine);
                else
                    stage.Azure.People.Alerts.Acknowledge(alert.Id);
                return Task.CompletedTask;
            };
            return Task.CompletedTask;
        })
        {
            // Before another rule fires about it: that is another alert, which nobody has taken.
            MeanwhileAt = TimeSpan.FromMinutes(1), Lasts = TimeSpan.FromSeconds(10),
        }.EndAsync();

        Assert.True(end.First.State == expected, end.Words);
        Assert.Contains(end.First.Timeline, one => one is { What: "guard", Outcome: "granted" });
        Assert.Contains(end.First.Timeline, one => one is { What: "act", Outcome: "not begun" });
        Assert.Empty(end.Sent);
    }

    [Fact]
    public async Task Throttling_for_longer_than_a_decision_lives()
    {
        var end = await new OneOutage(static (stage, machine) =>
        {
            stage.Azure.Faults.Add(new FaultRule
            {
                Operation = "VirtualMachines_Get", Target = machine.Name, Status = 429, Code = "TooManyRequests",
                RetryAfter = TimeSpan.FromMinutes(1), Until = stage.Azure.Time.GetUtcNow().AddMinutes(20),
            });
            return Task.CompletedTask;
        }).EndAsync();

        Assert.True(end.First.State == IncidentState.Escalated, end.Words);
        Assert.StartsWith("unread: ", end.First.Reason, StringComparison.Ordinal);
        Assert.InRange(end.First.EndedAt!.Value - end.First.FiredAt, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(11));
        Assert.Empty(end.Sent);
    }

    [Fact]
    public async Task An_hour_in_which_the_app_is_down()
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 40);
        var machine = stage.Machines[0];
        stage.Azure.Outages.Begin(machine, OpsFunctions.Simulator.Outages.OutageKind.Hung);
        await stage.PassWithoutAppAsync(TimeSpan.FromMinutes(4));
        // It was taken, and then nobody was there to read it.
        stage.Put(stage.Azure.Alerts.All.First(one => one.Target == machine.Id));
        await stage.PassWithoutAppAsync(TimeSpan.FromHours(1));
        await stage.BeginAsync();
        await stage.Life.PassAsync(TimeSpan.FromMinutes(30));

        var incident = await stage.MainAsync(machine);
        Assert.Equal(IncidentState.Escalated, incident.State);
        Assert.StartsWith("too-late: ", incident.Reason, StringComparison.Ordinal);
        Assert.Empty(stage.ChangesOf(machine));
    }

    [Fact]
    public async Task Mode_off()
    {
        var end = await (Nothing with { Set = static stage => stage.Set("Remediation:Mode", "Off") }).EndAsync();

        Assert.Empty(end.Incidents);
        Assert.Empty(end.Sent);
    }

    private static OneOutage Nothing { get; } = new(static (_, _) => Task.CompletedTask);

    private static OneOutage Approving { get; } = Nothing with { Set = static stage => stage.Set("Remediation:Mode", "Approve") };

    // Two rules fire, people are called once; what the guard said stands in the timeline.
    private static async Task RefusedAsync(GuardRule rule, OneOutage outage)
    {
        var end = await outage.EndAsync();

        Assert.True(end.First.State == IncidentState.Escalated, end.Words);
        Assert.StartsWith($"guard: {rule}: ", end.First.Reason, StringComparison.Ordinal);
        Assert.Contains(end.First.Timeline, one => one.What == "guard" && one.Words.StartsWith($"{rule}: ", StringComparison.Ordinal));
        Assert.True(end.First.EndedAt <= end.First.FiredAt.AddMinutes(11), end.Words);
        Assert.Single(end.Messages, one => one.Contains("somebody has to look", StringComparison.Ordinal));
        Assert.Empty(end.Sent);
    }

    private static bool IsAwake(Machine machine) => ResourceZone.Of(machine.Tags, machine.Region) is { Problem: null } zone
        && TimeZoneInfo.ConvertTime(Afternoon, TimeZoneInfo.FindSystemTimeZoneById(zone.Name)).Hour is > 6 and < 22;

    private static T Of<T>(RemediationStage stage) where T : notnull => stage.Life.Services.GetRequiredService<T>();

    private static async Task WriteAsync(RemediationStage stage, string name, string text)
    {
        BlobContainerClient state = Of<AzureClients>(stage).Blobs.GetBlobContainerClient("state");
        await state.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);
    }
}
