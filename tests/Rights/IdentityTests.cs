using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Remediation.Reading;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rights;

/// <summary>Who does what: each kind of work its own identity.</summary>
public sealed class IdentityTests
{
    [Theory]
    [InlineData("rightsizing", AzureIdentity.Read, AzureIdentity.Act)]
    [InlineData("snapshots", AzureIdentity.Read, AzureIdentity.Act)]
    [InlineData("remediation", AzureIdentity.Read, AzureIdentity.Act)]
    [InlineData("drills", AzureIdentity.Drill, AzureIdentity.Drill)]
    public async Task A_capability_reads_and_changes_by_the_identity_that_is_for_it(
        string capability, AzureIdentity reads, AzureIdentity acts)
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var identities = suite.Services.GetRequiredService<AzureIdentities>();

        Assert.Equal(acts, identities.ActingFor(capability));
        Assert.Same(identities[reads], identities.ReadingFor(capability));
        Assert.Equal(4, Enum.GetValues<AzureIdentity>().Select(one => identities[one]).Distinct().Count());
    }

    [Fact]
    public async Task The_suite_knows_itself_by_all_its_identities()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

        var ids = await suite.Services.GetRequiredService<OwnIdentities>().IdsAsync(default);

        Assert.Equal(suite.Azure.Suite.All.Select(one => one.PrincipalId).Order(), ids.Order());
    }

    [Fact]
    public async Task A_report_needs_read_rights_alone()
    {
        var folder = Directory.CreateTempSubdirectory("ops-rights-");
        try
        {
            var summary = await RehearsalRun.RunAsync(
                new RehearsalOptions { Days = 1, Fleet = 6, Out = folder.FullName }, (_, _) => { }, TestContext.Current.CancellationToken);

            Assert.DoesNotContain(summary.Invariants, one => !one.Holds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task In_a_report_nobody_but_who_reads_has_a_role()
    {
        await using var azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = 6 } }, TestContext.Current.CancellationToken);

        RehearsedRights.Give(azure, new RehearsalOptions());

        Assert.All(azure.Suite.All.Where(one => one != azure.Suite.Read), one => Assert.Empty(azure.Roles.Of(one)));
        Assert.All(
            azure.Roles.Of(azure.Suite.Read).Where(one => one.Role.IsCustom).SelectMany(one => one.Role.Actions),
            action => Assert.EndsWith("/read", action, StringComparison.Ordinal));
    }
}
