using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Evidence;

/// <summary>Chains in append blobs, through the real client.</summary>
public class EvidenceStoreTests
{
    private const string Chain = "tests/2026/06/tests-1.jsonl";
    private static readonly DateTimeOffset Day = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly FleetOptions Fleet = new() { Machines = 1 };

    [Fact]
    public async Task A_repeated_activity_appends_once()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();

        var head = await store.AppendAsync(Chain, () => Attempt(Day, 5), default);

        Assert.Equal(head, await store.AppendAsync(Chain, () => Attempt(Day, 5), default));
        Assert.Equal(new ChainHead(7, head.Hash), head);
        Assert.Null(await ProblemAsync(store));
    }

    [Fact]
    public async Task What_a_broken_off_activity_appended_is_kept_and_gone_on_from()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();

        await store.AppendAsync(Chain, () => Attempt(Day, 5).Take(3), default);
        var head = await store.AppendAsync(Chain, () => Attempt(Day, 5), default);

        Assert.Equal(7, head.Records);
        Assert.Null(await ProblemAsync(store));
    }

    // Larger than a block: the blob breaks off between two blocks when the second is refused.
    [Fact]
    public async Task Blocks_that_were_sent_before_storage_failed_are_not_sent_again()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "AppendBlob_AppendBlock", Nth = 2, Status = 403, Code = "AuthorizationFailure"
        });

        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => store.AppendAsync(Chain, () => Attempt(Day, 9_000), default));
        var head = await store.AppendAsync(Chain, () => Attempt(Day, 9_000), default);

        Assert.Equal(9_002, head.Records);
        Assert.Null(await ProblemAsync(store));
    }

    [Fact]
    public async Task Another_attempt_at_the_same_run_begins_behind_the_one_before()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();

        await store.AppendAsync(Chain, () => Attempt(Day, 2).Take(2), default);
        var head = await store.AppendAsync(Chain, () => Attempt(Day.AddMinutes(1), 3), default);

        Assert.Equal(2 + 5, head.Records);
        Assert.Null(await ProblemAsync(store));
    }

    [Fact]
    public async Task Other_records_for_the_same_attempt_are_refused_and_nothing_is_appended()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        await store.AppendAsync(Chain, () => Attempt(Day, 3), default);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => store.AppendAsync(Chain, () => Attempt(Day, 4), default));

        Assert.Contains("record 5 holds something else", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5, (await store.ReadAsync(Chain, default).ToListAsync()).Count);
    }

    [Fact]
    public async Task Two_at_once_leave_one_chain()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();

        var heads = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => store.AppendAsync(Chain, () => Attempt(Day, 50), default))));

        Assert.Single(heads.Distinct());
        Assert.Equal(52, (await store.ReadAsync(Chain, default).ToListAsync()).Count);
        Assert.Null(await ProblemAsync(store));
    }

    [Fact]
    public async Task Runs_that_close_at_once_are_all_in_the_days_manifest_once()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var (store, manifest) = (suite.Services.GetRequiredService<EvidenceStore>(), suite.Services.GetRequiredService<DailyManifest>());
        var chains = Enumerable.Range(0, 4).Select(run => $"tests/2026/06/tests-{run}.jsonl").ToList();
        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        foreach (var chain in chains)
            heads[chain] = await store.AppendAsync(chain, () => Attempt(Day, 3), default);

        await Task.WhenAll(chains.Concat(chains).Select(chain => Task.Run(() => manifest.RecordAsync(chain, heads[chain], Day, default))));

        var verdicts = await EvidenceCheck.AllAsync(store, default).ToListAsync();
        Assert.All(verdicts, verdict => Assert.Null(verdict.Problem));
        Assert.Equal(1 + 4, verdicts[0].Records);
        Assert.All(verdicts.Skip(1), verdict => Assert.Equal(verdicts[0].Chain, verdict.Manifest));
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_file_that_the_app_did_not_write_so()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        await store.AppendAsync(Chain, () => Attempt(Day, 2), default);
        var blob = suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("evidence").GetAppendBlobClient(Chain);
        await blob.AppendBlockAsync(new MemoryStream("{}\r\n"u8.ToArray()));

        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => store.AppendAsync(Chain, () => Attempt(Day.AddDays(1), 2), default));

        Assert.Contains("record 5 ends with CR LF", refused.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was appended", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_could_not_be_read_again_is_not_written()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var store = suite.Services.GetRequiredService<EvidenceStore>();
        AuditEntry[] entries = [new(Day, "tests", AuditEntry.RunStart, "tests-1", "", new string('x', EvidenceLines.Longest))];

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => store.AppendAsync(Chain, entries.ToAsyncEnumerable, default));

        Assert.Contains("longer than 4194304 bytes", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> ProblemAsync(EvidenceStore store)
    {
        var check = new ChainCheck(Chain);
        await foreach (var line in store.ReadAsync(Chain, default))
            check.Add(line);
        return check.Problem;
    }

    private static async IAsyncEnumerable<AuditEntry> Attempt(DateTimeOffset at, int decisions)
    {
        yield return new(at, "tests", AuditEntry.RunStart, "tests-1", "Report", "");
        for (var number = 0; number < decisions; number++)
            yield return new(at, "tests", "advise", $"/machine/{number}", "Keep", "because");
        await Task.CompletedTask;
        yield return new(at, "tests", AuditEntry.RunEnd, "tests-1", "reported", "");
    }
}
