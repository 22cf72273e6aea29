using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Remediation;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runs;

/// <summary>The app is killed while it remediates; every step of it is in the benchmark, <c>alerts --every-step</c>.</summary>
public sealed class CrashTests
{
    public static TheoryData<string> Names => [.. KilledRemediation.Scenarios.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Killed_it_acts_once_an_attempt_and_ends_verified_or_with_people(string name)
    {
        var scenario = KilledRemediation.Scenarios.Single(one => one.Name == name);
        var whole = await KilledRemediation.RunAsync(scenario, commit: null, isKept: true);
        Assert.Empty(whole.Problems);
        Assert.Contains(nameof(IncidentState.Verified), whole.State, StringComparison.Ordinal);

        // Each scenario somewhere else.
        var (number, all) = (
            KilledRemediation.Scenarios.Index().Single(one => one.Item == scenario).Index, KilledRemediation.Scenarios.Count);
        var commit = 1 + (whole.Commits * ((2 * number) + 1) / (2 * all));
        Assert.Empty((await KilledRemediation.RunAsync(scenario, commit, isKept: number % 2 == 0)).Problems);
    }

    [Fact]
    public async Task The_message_once_more_on_another_instance_of_the_app_starts_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("ops-replay-").FullName;
        try
        {
            await using var stage = await RemediationStage.OpenAsync(machines: 20);
            var crash = new Crash(Path.Combine(folder, "hub.db"), Crash.Never, IsKept: true);
            await stage.BeginAsync(crash);
            var machine = stage.Machines[0];
            stage.Azure.Outages.Begin(machine, OutageKind.Hung);
            await stage.Life.LiveUntilAsync(stage.Azure.Time.GetUtcNow().AddMinutes(12));
            var sent = stage.ChangesOf(machine).Count;
            Assert.NotEqual(0, sent);

            // In the middle, and once more at its end.
            foreach (var minutes in (int[])[60, 30])
            {
                await stage.BeginAsync(crash);
                foreach (var alert in stage.Azure.Alerts.All.Where(one => one.Target == machine.Id))
                    stage.Put(alert with { ResolvedAt = null });
                await stage.Life.LiveUntilAsync(stage.Azure.Time.GetUtcNow().AddMinutes(minutes));

                Assert.Equal(sent, stage.ChangesOf(machine).Count);
            }
            var incidents = await stage.IncidentsOfAsync(machine);
            Assert.Equal(incidents.Count, incidents.Select(one => one.AlertId).Distinct().Count());
            Assert.Equal(IncidentState.Verified, (await stage.MainAsync(machine)).State);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
