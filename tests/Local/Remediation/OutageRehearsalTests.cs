using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Local.Cli.Rehearsal.Remediation;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Remediation;
using Xunit;

namespace OpsFunctions.Tests.Local.Remediation;

public sealed class OutageRehearsalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outages-").FullName;

    [Fact]
    public async Task Outages_of_all_kinds_are_mended_or_told_of_and_everything_holds()
    {
        var summary = await RehearsalRun.RunAsync(
            new RehearsalOptions
            {
                Days = 2, Fleet = 60, Outages = true, Mode = Mode.Apply, Out = _folder,
                Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Snapshots:Mode"] = "Off" },
            }, (_, _) => { }, TestContext.Current.CancellationToken);

        Assert.All(summary.Invariants, invariant => Assert.True(invariant.Holds, $"{invariant.Rule}: {invariant.Found}"));
        Assert.InRange(summary.Recovery!.Cured, 5, summary.Recovery.Outages);
        Assert.InRange(summary.Recovery.P90Minutes, 0.1, 60);
        Assert.Equal(0, summary.Warnings);
    }

    /// <summary>What fires while the app is down is too late when it is back: people are called, and nothing is done.</summary>
    [Fact]
    public async Task An_app_that_was_down_for_an_hour_acts_on_nothing_older_than_ten_minutes()
    {
        await using var stage = await RemediationStage.OpenAsync();
        var plan = OutagePlan.Of(1, stage.Azure, 1);
        var history = new Crash(Path.Combine(_folder, "history.db"), Crash.Never, IsKept: true);
        await stage.BeginAsync(history);
        await stage.Life.PassAsync(TimeSpan.FromMinutes(30));
        var machines = stage.Machines;
        stage.Azure.Outages.BeginAt(machines[0], OutageKind.Hung, stage.Azure.Time.GetUtcNow().AddMinutes(5));
        stage.Azure.Outages.BeginAt(machines[1], OutageKind.Hung, stage.Azure.Time.GetUtcNow().AddMinutes(52));
        await stage.EndAsync();
        await stage.PassWithoutAppAsync(TimeSpan.FromHours(1));
        await stage.BeginAsync(history);
        await stage.Life.PassAsync(TimeSpan.FromHours(3));

        var facts = await RemediationReading.OfAsync(
            stage.Azure, plan, stage.Life.Services, stage.Life.Client, "/ops", TestContext.Current.CancellationToken);
        var outages = stage.Azure.Outages.All.Select(one =>
            new JudgedOutage(one.Id, one.Machine.Id.ToLowerInvariant(), one.Kind, one.BeganAt, one.EndedAt)
            {
                EndedByWhom = one.EndedByWhom,
            });
        var broken = RemediationInvariants.Of(facts with { Outages = [.. outages] }).Where(one => !one.Holds).ToList();

        Assert.Empty(broken.Where(one => one.Rule.Contains("ten minutes", StringComparison.Ordinal)).Select(one => one.Found));
        Assert.Empty(broken.Where(one => one.Rule.StartsWith("no machine without", StringComparison.Ordinal)).Select(one => one.Found));
        Assert.DoesNotContain(facts.Acts, act => act.Machine.Equals(machines[0].Id, StringComparison.OrdinalIgnoreCase));
        Assert.NotNull(stage.Azure.Outages.All.Single(one => one.Machine == machines[1]).EndedAt);
        Assert.Equal(IncidentState.Verified, (await stage.MainAsync(machines[1])).State);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
