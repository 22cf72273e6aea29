using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Stages.Remediation;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Runs;

/// <summary>An outage of each kind, from its alert to its end.</summary>
public sealed class OutageRunTests
{
    [Theory]
    [InlineData(OutageKind.Hung, "restart")]
    [InlineData(OutageKind.DeadGuest, "start")]
    [InlineData(OutageKind.ProvisioningFailed, "reapply")]
    [InlineData(OutageKind.Runaway, "run-script")]
    [InlineData(OutageKind.FullDataDisk, "grow-disk")]
    public async Task It_is_mended_once_and_verified(OutageKind kind, string runbook)
    {
        await using var stage = await RemediationStage.OpenAsync();
        await stage.BeginAsync();
        await stage.Life.PassAsync(TimeSpan.FromMinutes(30));
        var machine = stage.Machines[0];

        var outage = stage.Azure.Outages.Begin(machine, kind, new OutageOptions { Script = "kill-runaway" });
        await stage.Life.PassAsync(TimeSpan.FromHours(2));

        var incident = await stage.MainAsync(machine);
        Assert.True(incident.State == IncidentState.Verified, OutageEnd.WordsOf(incident));
        Assert.Contains(incident.Timeline, entry => entry.What == runbook && entry.Outcome == "done");
        Assert.NotNull(outage.EndedAt);
        Assert.InRange(incident.ActedAt!.Value, incident.FiredAt, incident.FiredAt.AddMinutes(10));
    }
}
