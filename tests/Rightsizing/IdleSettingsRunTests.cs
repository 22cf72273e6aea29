using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>What is well-formed and matches nothing is reported by the run, with the setting's name.</summary>
public class IdleSettingsRunTests
{
    private const string Nobody = "/subscriptions/99999999-9999-9999-9999-999999999999";

    [Fact]
    public async Task A_scope_a_subscription_and_a_family_without_machines_are_problems_of_the_run_and_in_its_evidence()
    {
        await using var suite = await SuiteHost.StartAsync(
            new FleetOptions { Machines = 12, Seed = 3 },
            ("Rightsizing:Guard:AllowedScopes:0", $"{Nobody}/resourceGroups/rg-old"), (
                "Rightsizing:AllowedFamilies:0", "standardXYv9Family"),
            ("Rightsizing:CommittedFamilies:0", "standardDSv5Family"), ("Ops:Subscriptions:7", Nobody["/subscriptions/".Length..]));

        var (_, report) = await RunTests.RunAsync(suite, "rightsizing-idle");

        var places = report.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("where").GetString()).ToList();
        Assert.Contains("Rightsizing:Guard:AllowedScopes:0", places);
        Assert.Contains("Rightsizing:AllowedFamilies:0", places);
        Assert.Contains(places, place => place!.StartsWith("Ops:Subscriptions:", StringComparison.Ordinal));
        Assert.DoesNotContain("Rightsizing:CommittedFamilies:0", places);
        var evidence = suite.Services.GetRequiredService<EvidenceStore>();
        var chain = Assert.Single(await EvidenceCheck.OfRunAsync(evidence, "rightsizing-idle", default));
        var entries = await evidence.ReadAsync(chain.Chain, default).Select(line => AuditLine.Read(line).Entry).ToListAsync();
        Assert.Equal(3, entries.Count(entry => entry.Action == "rightsizing.problem"));
        Assert.Null(chain.Problem);
    }

    [Fact]
    public async Task Settings_that_match_are_no_problem()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 12, Seed = 3 });
        var machine = suite.Azure.Fleet.Machines[0];
        suite.Services.GetRequiredService<OpsFunctions.Orchestrations.Guard.GuardProfiles>().Of("rightsizing")
            .AllowedScopes.Add(machine.Id + "/");

        var (_, report) = await RunTests.RunAsync(suite, "rightsizing-right");

        Assert.DoesNotContain(report.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("where")
            .GetString()!.Contains(':', StringComparison.Ordinal));
    }
}
