using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Rights;
using Xunit;

namespace OpsFunctions.Tests.Rights;

/// <summary>Each capability on its own roles alone: they allow all it does, and it needs all they allow.</summary>
public sealed class BothWaysTests
{
    public static TheoryData<string> Capabilities =>
        [.. DeployedRoles.All.Select(one => one.Capability).Where(one => one.Length > 0).Distinct()];

    [Theory]
    [MemberData(nameof(Capabilities))]
    public async Task Every_call_is_allowed_and_every_right_is_needed(string capability)
    {
        var verdict = await RightsProof.OfAsync(capability);

        Assert.Empty(verdict.Lacking);
        Assert.Empty(verdict.Unused);
    }

    [Theory]
    [InlineData("Microsoft.Compute/capacityReservationGroups/deploy/action")]
    [InlineData("Microsoft.Compute/disks/beginGetAccess/action")]
    [InlineData("Microsoft.Compute/locations/operations/read")]
    [InlineData("Microsoft.Compute/virtualMachines/start/action")]
    [InlineData("Microsoft.Insights/metrics/read")]
    public async Task Without_any_one_of_them_a_change_does_not_come_about(string action)
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.ByWayOfStop);
        stage.Azure.Roles.Without(action);
        await stage.BeginAsync();
        await stage.WritePlanAsync();

        await stage.RunAsync();

        Assert.Contains(stage.Azure.Calls.Lacking, one => one.EndsWith(action, StringComparison.Ordinal));
        Assert.NotEqual(stage.Scenario.Expected, (await StageEnd.ReadAsync(stage)).Result?.Kind);
    }

    // Deleting is apart from taking, and both from reading.
    [Theory]
    [InlineData("read")]
    [InlineData("audit")]
    public void Who_reads_or_audits_may_change_nothing(string identity) => Assert.All(
        DeployedRoles.All.Where(one => one.Identity == identity && one.Role.IsCustom).SelectMany(one => one.Role.Actions)
            .Where(action => !RightsProof.NotAsked.ContainsKey(action)),
        action => Assert.EndsWith("/read", action, StringComparison.Ordinal));

    [Fact]
    public void What_deletes_points_is_a_role_of_its_own()
    {
        var role = DeployedRoles.All.Single(one => one.Role.Name == "OpsFunctions Snapshots Delete").Role;

        Assert.All(role.Actions, action => Assert.EndsWith("/delete", action, StringComparison.Ordinal));
        Assert.DoesNotContain(
            DeployedRoles.All.Where(one => one.Capability == "snapshots" && one.Role != role).SelectMany(one => one.Role.Actions),
            action => action.EndsWith("/delete", StringComparison.Ordinal));
    }
}
