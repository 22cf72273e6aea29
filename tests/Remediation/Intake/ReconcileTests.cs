using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Remediation;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>What is taken from Azure's list where no delivery came.</summary>
public sealed class ReconcileTests
{
    [Fact]
    public async Task After_thirty_days_of_stateless_alerts_none_is_taken()
    {
        await using var stage = await LosingAsync();
        var (machine, now) = (stage.Machines[0], stage.Azure.Time.GetUtcNow());
        // One that never resolves fires again and again; the last time a quarter of an hour ago.
        for (var at = now.AddDays(-30).AddMinutes(5); at <= now.AddMinutes(-15); at += TimeSpan.FromMinutes(60))
            Fire(stage, machine, at);
        Fire(stage, machine, now.AddMinutes(-15));

        await stage.BeginAsync();
        await stage.Life.PassAsync(TimeSpan.FromMinutes(30));

        Assert.True(stage.Azure.Alerts.All.Count > 700);
        Assert.Empty(await stage.IncidentsAsync());
        Assert.Empty(stage.Changes);
    }

    [Theory]
    [InlineData("acknowledged")]
    [InlineData("closed")]
    [InlineData("suppressed")]
    [InlineData("resolved")]
    [InlineData("of another group")]
    public async Task A_young_one_that_is_not_the_suites_is_left(string what)
    {
        await using var stage = await LosingAsync();
        var (machine, now) = (stage.Machines[0], stage.Azure.Time.GetUtcNow());
        var rule = RuleOf(stage, machine);
        if (what == "of another group")
        {
            var home = stage.Azure.Fleet.ResourceGroups.First(one => one.SubscriptionId == machine.SubscriptionId);
            var group = stage.Azure.Alerts.Rules.ActionGroup(home, "ag-others", new Uri("https://others.contoso.example/hook"));
            rule = stage.Azure.Alerts.Rules.Metric(home, "others", new()
            {
                Scopes = [machine.Id], Metric = "Percentage CPU", Operator = "GreaterThan", Threshold = 99.9, ActionGroups = [group],
            });
        }
        var fired = stage.Azure.Alerts.Fire(machine.Id, rule, one => one with { FiredAt = now, IsSuppressed = what == "suppressed" });
        if (what is "acknowledged" or "closed")
            stage.Azure.Alerts.SetState(fired.Id, what == "closed" ? AlertState.Closed : AlertState.Acknowledged, AlertMoves.Who);
        else if (what == "resolved")
            stage.Azure.Alerts.Resolve(fired.Id);

        await stage.BeginAsync();
        await stage.Life.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Empty(await stage.IncidentsAsync());
    }

    [Fact]
    public async Task A_young_one_that_was_not_delivered_is_taken_within_ten_minutes_and_acted_on_in_time()
    {
        await using var stage = await LosingAsync();
        await stage.BeginAsync();
        var machine = stage.Machines[0];
        stage.Azure.Outages.Begin(machine, OutageKind.Hung);
        await stage.Life.PassAsync(TimeSpan.FromMinutes(75));

        var incident = await stage.MainAsync(machine);
        Assert.Equal("Reconciled", incident.Source);
        Assert.InRange(incident.ReceivedAt - incident.FiredAt, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.True(incident.State == IncidentState.Verified, incident.Reason);
        Assert.InRange(incident.ActedAt!.Value - incident.FiredAt, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task One_that_was_delivered_is_not_taken_again()
    {
        await using var stage = await RemediationStage.OpenAsync(machines: 20);
        await stage.BeginAsync();
        stage.Azure.Outages.Begin(stage.Machines[0], OutageKind.Hung);
        await stage.Life.PassAsync(TimeSpan.FromMinutes(20));

        Assert.DoesNotContain(await stage.IncidentsAsync(), one => one.Source == "Reconciled");
        // Known by its id, whichever of Azure's two forms that has: nothing was even tried.
        var query = new OrchestrationQuery { InstanceIdPrefix = ReconcileAlertsOrchestrator.Prefix, FetchInputsAndOutputs = true };
        var looks = await stage.Life.Client.GetAllInstancesAsync(query).ToListAsync(TestHub.Cancellation);
        Assert.NotEmpty(looks);
        Assert.All(looks, one => Assert.Equal(0, one.ReadOutputAs<int>()));
    }

    private static Task<RemediationStage> LosingAsync() =>
        RemediationStage.OpenAsync(machines: 20, delivery: static one => one with { Lost = 1 });

    private static string RuleOf(RemediationStage stage, Machine machine) => stage.Deployment.Rules
        .First(one => one.StartsWith($"/subscriptions/{machine.SubscriptionId}/", StringComparison.OrdinalIgnoreCase));

    private static void Fire(RemediationStage stage, Machine machine, DateTimeOffset at) =>
        stage.Azure.Alerts.Fire(machine.Id, RuleOf(stage, machine), one => one with { FiredAt = at, ModifiedAt = at });
}
