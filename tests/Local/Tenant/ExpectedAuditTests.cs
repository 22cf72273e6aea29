using OpsFunctions.Local.Cli.Rehearsal.Access;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using Xunit;

namespace OpsFunctions.Tests.Local.Tenant;

/// <summary>What the judge of a rehearsal expects of an audit.</summary>
public sealed class ExpectedAuditTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Before_anybody_does_anything_it_is_what_was_planted(int seed)
    {
        await using var azure = await AzureAsync();
        var truth = RehearsedTenant.Fill(azure, seed);

        var expected = ExpectedAudit.Of(azure, truth, [], Start);

        Assert.Equal(
            truth.Planted.Select(one => ExpectedAudit.Key(one.Check, one.Subject, one.Scope)).Distinct().Order(StringComparer.Ordinal),
            expected.Findings.Order(StringComparer.Ordinal));
        Assert.Equal("access-20260601", expected.RunId);
    }

    [Fact]
    public async Task A_grant_at_the_root_group_leads_to_each_planted_identity()
    {
        await using var azure = await AzureAsync();
        var truth = RehearsedTenant.Fill(azure, seed: 1);
        var who = truth.Spare[0];
        AccessMove[] moves = [new("grant-at-management-group", Start, truth.Owners[0], who, truth.Root, "")];

        var expected = ExpectedAudit.Of(azure, truth, moves, Start);

        Assert.Contains(ExpectedAudit.Key("standing-privileged", who, truth.Root), expected.Findings);
        Assert.Equal(2, expected.Ways[who].Count);
    }

    [Fact]
    public async Task A_grant_at_a_group_above_no_subscription_is_asked_for_too()
    {
        await using var azure = await AzureAsync();
        var truth = RehearsedTenant.Fill(azure, seed: 1);
        azure.ManagementGroups.Add("mg-empty");
        var empty = ManagementGroups.IdOf("mg-empty");
        AccessMove[] moves = [new("grant-at-management-group", Start, truth.Owners[0], truth.Spare[0], empty, "")];

        Assert.Contains(
            ExpectedAudit.Key("standing-privileged", truth.Spare[0], empty), ExpectedAudit.Of(azure, truth, moves, Start).Findings);
    }

    [Fact]
    public async Task Whoever_left_is_orphaned_where_an_eligibility_was_and_who_activates_uses_it()
    {
        await using var azure = await AzureAsync();
        var truth = RehearsedTenant.Fill(azure, seed: 1);
        var unused = azure.Access.Eligible.First(role => truth.Planted.Any(one =>
            one.Check == "unused-eligibility" && one.Subject == role.PrincipalId && one.Scope == role.Scope));
        var left = azure.Access.Eligible.First(role => truth.Owners.Contains(role.PrincipalId));
        azure.People.Access.Activate(unused, TimeSpan.FromHours(1));
        azure.People.Access.Leave(truth.EmergencyAccounts[0], left.PrincipalId);

        var findings = ExpectedAudit.Of(azure, truth, [], Start.AddMinutes(1)).Findings;

        Assert.DoesNotContain(ExpectedAudit.Key("unused-eligibility", unused.PrincipalId, unused.Scope), findings);
        Assert.Contains(ExpectedAudit.Key("orphaned", left.PrincipalId, left.Scope), findings);
    }

    private static Task<SimulatedAzure> AzureAsync() => SimulatedAzure.StartAsync(new SimulatedAzureOptions
    {
        Fleet = new FleetOptions { Machines = 12, Start = Start }, Start = Start,
    });
}
