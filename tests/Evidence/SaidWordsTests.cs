using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Evidence;

/// <summary>What nobody can delete holds ids and decisions; what people wrote lies in the state, and its days end.</summary>
public class SaidWordsTests
{
    private const string Written = "Anna Mueller (anna.mueller@contoso.example) asked for it";

    [Fact]
    public async Task A_persons_act_leaves_the_hash_of_what_was_written_and_the_text_where_it_can_be_deleted()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var (guard, state) = (suite.Services.GetRequiredService<GuardEvidence>(), suite.Services.GetRequiredService<StateStore>());

        var id = await guard.RecordAsync("hold", Entry(Written), default);

        Assert.Equal(id, await guard.RecordAsync("hold", Entry(Written), default));
        var lines = await LinesAsync(suite, id);
        Assert.DoesNotContain(lines, line => line.Contains("nna", StringComparison.Ordinal));
        Assert.Equal(SaidWords.MarkOf(Written), AuditLine.Read(lines[1]).Entry.Reason);
        Assert.Equal(SaidWords.MarkOf("was so"), AuditLine.Read(lines[1]).Entry.Before["reason"]);
        Assert.Equal("entra:1", AuditLine.Read(lines[1]).Entry.After["by"]);
        Assert.Equal(Written, (await state.FindAsync<SaidText>(SaidWords.NameOf(Written), default))?.Value.Text);
    }

    [Fact]
    public async Task What_was_written_is_forgotten_when_its_days_are_over_and_the_evidence_stays_whole()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, ("Evidence:KeepWordsDays", "30"));
        var (guard, state) = (suite.Services.GetRequiredService<GuardEvidence>(), suite.Services.GetRequiredService<StateStore>());
        var words = ActivatorUtilities.CreateInstance<HeadActivities>(suite.Services);
        await guard.RecordAsync("hold", Entry(Written), default);

        Assert.Equal(0, (await words.ForgetWords(SuiteHost.Start.AddDays(29), default)).Value);
        Assert.Equal(2, (await words.ForgetWords(SuiteHost.Start.AddDays(31), default)).Value);

        Assert.Null(await state.FindAsync<SaidText>(SaidWords.NameOf(Written), default));
        var verdicts = await EvidenceCheck.AllAsync(suite.Services.GetRequiredService<EvidenceStore>(), default).ToListAsync();
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
    }

    [Fact]
    public async Task Approvals_retirements_and_reports_go_when_their_days_are_over()
    {
        await using var suite = await SuiteHost.StartAsync(
            new FleetOptions { Machines = 1 }, ("Evidence:KeepWordsDays", "30"), ("Evidence:KeepReportsDays", "60"));
        var state = suite.Services.GetRequiredService<StateStore>();
        var words = ActivatorUtilities.CreateInstance<HeadActivities>(suite.Services);
        string[] theirs = ["guard/approvals/x", "snapshots/retired/x"];
        foreach (var name in theirs.Append("guard/kill-switch"))
            await state.WriteAsync(name, new SaidText(name), default);
        var reports = suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("reports");
        await reports.CreateIfNotExistsAsync();
        await reports.UploadBlobAsync("rightsizing/x.html", BinaryData.FromString("x"));

        Assert.Equal(0, (await words.ForgetWords(SuiteHost.Start.AddDays(29), default)).Value);
        Assert.Equal(2, (await words.ForgetWords(SuiteHost.Start.AddDays(31), default)).Value);
        Assert.Equal(1, (await words.ForgetWords(SuiteHost.Start.AddDays(61), default)).Value);

        Assert.Equal(["guard/kill-switch"], [.. (await state.ListAsync("", default).ToListAsync()).Select(one => one.Name)
            .Intersect(theirs.Append("guard/kill-switch"))]);
    }

    // Azure's own words: a refusal names who was refused.
    [Theory]
    [InlineData("The client 'live.com#anna@contoso.example' with object id '1' has no authorization",
    "The client '(mail address)' with object id '1' has no authorization")]
    [InlineData("locked by bob.o'neil+x@sub.contoso.co.uk: ask", "locked by (mail address): ask")]
    [InlineData("b@c.de,d@e.fg", "(mail address),(mail address)")]
    [InlineData("müller@größe.example", "(mail address)")]
    [InlineData("size@2x and a@b", "size@2x and a@b")]
    [InlineData("no address", "no address")]
    public void Mail_addresses_and_sign_in_names_from_outside_are_left_out(string text, string kept)
    {
        var entry = SaidWords.WithoutMail(
            Entry(text) with { Target = text, After = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = text } });

        Assert.Equal((kept, kept, kept), (entry.Reason, entry.Target, entry.After["x"]));
    }

    [Fact]
    public async Task A_runs_reason_with_an_address_is_appended_without_it_and_once()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        AuditEntry[] entries =
        [
            Entry("") with { Action = AuditEntry.RunStart }, Entry("refused for anna@contoso.example"), Entry(
                "") with { Action = AuditEntry.RunEnd },
        ];

        var head = await store.AppendAsync("tests/2026/06/tests-1.jsonl", entries.ToAsyncEnumerable, default);

        Assert.Equal(head, await store.AppendAsync("tests/2026/06/tests-1.jsonl", entries.ToAsyncEnumerable, default));
        var line = (await store.ReadAsync("tests/2026/06/tests-1.jsonl", default).ToListAsync())[1];
        Assert.Contains("refused for (mail address)", line, StringComparison.Ordinal);
    }

    private static AuditEntry Entry(string reason) =>
        new(SuiteHost.Start, "entra:1", "snapshots.hold", "/subscriptions/1/vm", "Held", reason)
        {
            Before = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "was so" },
            After = new Dictionary<string, string>(StringComparer.Ordinal) { ["by"] = "entra:1" },
        };

    private static async Task<List<string>> LinesAsync(SuiteHost suite, string id) =>
        await suite.Services.GetRequiredService<EvidenceStore>()
        .ReadAsync(EvidenceNames.OfRun(GuardEvidence.Capability, id, SuiteHost.Start), default).ToListAsync();
}
