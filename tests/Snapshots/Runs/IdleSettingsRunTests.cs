using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Tests.Rightsizing;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>What is well-formed and matches nothing is reported by the runs of snapshots, too.</summary>
public class IdleSettingsRunTests
{
    private const string Nobody = "/subscriptions/99999999-9999-9999-9999-999999999999";

    [Fact]
    public async Task A_scope_without_machines_is_in_report_and_evidence()
    {
        await using var suite = await SnapshotSuite.StartAsync(
            "silver", 12, ("Snapshots:Scopes:0:Scope", $"{Nobody}/resourceGroups/rg-old"), ("Snapshots:Scopes:0:Policy", "gold"),
            ("Snapshots:Guard:AllowedScopes:0", Nobody));

        await suite.TakeAsync("snapshots-idle");

        using var json = JsonDocument.Parse(await RunTests.ReportAsync(suite.Host, "snapshots-idle.json", "snapshots"));
        string[] named = ["Snapshots:Guard:AllowedScopes:0", "Snapshots:Scopes:0:Scope"];
        Assert.Equal(named, json.RootElement.GetProperty("idle").EnumerateArray().Select(idle => idle.GetProperty("name").GetString()));
        var page = Encoding.UTF8.GetString(await RunTests.ReportAsync(suite.Host, "snapshots-idle.html", "snapshots"));
        Assert.Contains("Settings without effect", page, StringComparison.Ordinal);
        var evidence = suite.Service<EvidenceStore>();
        var chain = Assert.Single(await EvidenceCheck.OfRunAsync(evidence, "snapshots-idle", default));
        var entries = await evidence.ReadAsync(chain.Chain, default).Select(line => AuditLine.Read(line).Entry).ToListAsync();
        Assert.Equal(named, entries.Where(entry => entry.Action == "snapshots.setting").Select(entry => entry.Target));
    }

    [Fact]
    public async Task A_tag_that_is_nearly_the_one_of_snapshots_is_a_problem_of_its_machine()
    {
        await using var suite = await SnapshotSuite.StartAsync(policy: "", machines: 12);
        var machine = suite.Simple[0];
        suite.Azure.SetTagAsSomebodyElse(machine, "ops:snapshot", "gold");
        await suite.PassAsync(TimeSpan.FromMinutes(2));

        await suite.TakeAsync();

        var view = await suite.ViewAsync(machine);
        Assert.Null(view.Policy);
        Assert.Equal("the tag 'ops:snapshot' is none of the suite's and has no effect", Assert.Single(view.Problems));
    }

    [Fact]
    public async Task Settings_that_match_are_in_neither()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 12);

        await suite.TakeAsync("snapshots-right");

        using var json = JsonDocument.Parse(await RunTests.ReportAsync(suite.Host, "snapshots-right.json", "snapshots"));
        Assert.False(json.RootElement.TryGetProperty("idle", out _));
    }
}
