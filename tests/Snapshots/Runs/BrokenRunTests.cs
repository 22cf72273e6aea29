using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>A run that breaks off closes its evidence, pages, and leaves no documents.</summary>
public class BrokenRunTests
{
    private static readonly FaultRule Unread = new() { Operation = "Resources_Query", Status = 400, Code = "BadRequest" };

    [Theory]
    [InlineData(nameof(SnapshotsOrchestrator), "snapshots", "snapshots-broken")]
    [InlineData(nameof(RetentionOrchestrator), "snapshots", "snapshots-retention-broken")]
    [InlineData(nameof(RightsizingOrchestrator), "rightsizing", "rightsizing-broken")]
    public async Task Its_chain_is_closed_and_named_by_a_manifest_and_somebody_is_paged(string orchestrator, string capability, string id)
    {
        await using var suite = await StartAsync();
        suite.Azure.Faults.Add(Unread);

        await BreakOffAsync(suite, orchestrator, id);

        var verdict = Assert.Single(await EvidenceCheck.OfRunAsync(suite.Service<EvidenceStore>(), id, default));
        Assert.True(verdict is { IsClosed: true, Problem: null, Manifest: not null }, verdict.ToString());
        Assert.Contains(suite.Azure.Deliveries.All, sent => sent.Body.Contains($"{capability}-broken-{id}", StringComparison.Ordinal));
        Assert.Empty(await DocumentsAsync(suite, id));
    }

    [Fact]
    public async Task What_was_intended_before_it_broke_off_stays_in_its_chain()
    {
        await using var suite = await StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 60);
        // The state is written after the deletions, and their end is on record by then.
        suite.Azure.Faults.Add(
            new FaultRule { Operation = "BlockBlob_Upload", Target = "snapshots/undeleted", Status = 400, Code = "InvalidInput" });

        await BreakOffAsync(suite, nameof(RetentionOrchestrator), "snapshots-retention-late");

        var verdict = Assert.Single(await EvidenceCheck.OfRunAsync(suite.Service<EvidenceStore>(), "snapshots-retention-late", default));
        Assert.True(verdict is { IsClosed: true, Problem: null, Records: > 20 }, verdict.ToString());
    }

    [Fact]
    public async Task Documents_that_storage_throttles_are_deleted_later_and_the_run_ends_well()
    {
        await using var suite = await StartAsync();
        for (var nth = 1; nth <= 6; nth++)
            suite.Azure.Faults.Add(
                new FaultRule { Operation = "Blob_Delete", Target = "runs/", Nth = nth, Status = 429, Code = "TooManyRequests" });

        await suite.TakeAsync("snapshots-throttled");

        Assert.Empty(await DocumentsAsync(suite, "snapshots-throttled"));
    }

    [Fact]
    public async Task It_is_closed_once_however_often_that_is_tried()
    {
        await using var suite = await StartAsync();
        var activities = new BrokenRunActivities(suite.Service<EvidenceStore>(), suite.Service<DailyManifest>());
        var broken = new BrokenRun("snapshots", new RunMoment("snapshots-twice", suite.Azure.Time.GetUtcNow()), "so it was");

        var first = await activities.CloseBrokenRun(broken, default);
        await suite.PassAsync(TimeSpan.FromMinutes(5));
        var second = await activities.CloseBrokenRun(broken, default);

        Assert.Equal(first.Value, second.Value);
        Assert.Equal(2, first.Value!.Records);
    }

    private static Task<SnapshotSuite> StartAsync() => SnapshotSuite.StartAsync(
        "silver", 24, ("Notifications:Webhooks:ops:Url", "https://hooks.contoso.example/ops"), (
            "Notifications:Webhooks:ops:Secret", "0123456789abcdef0123456789abcdef"));

    private static async Task BreakOffAsync(SnapshotSuite suite, string orchestrator, string id)
    {
        await suite.Host.Client.StartOnceAsync(orchestrator, id, new RunInput("test"), default);
        var ended = await suite.Host.CompletedAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        await suite.PassAsync(TimeSpan.FromMinutes(5));
    }

    private static async Task<IReadOnlyList<string>> DocumentsAsync(SnapshotSuite suite, string id)
    {
        var names = new List<string>();
        await foreach (var blob in suite.Service<OpsFunctions.Orchestrations.Arm.AzureClients>().Blobs.GetBlobContainerClient("state")
            .GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, $"runs/{id}/", default))
            names.Add(blob.Name);
        return names;
    }
}
