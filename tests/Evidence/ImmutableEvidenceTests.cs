using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Evidence;

/// <summary>Evidence in a container with an immutability policy that allows protected appends.</summary>
public sealed class ImmutableEvidenceTests : IAsyncLifetime
{
    private const string Chain = "rightsizing/2026/06/run.jsonl";
    private static readonly DateTimeOffset Moment = new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private const string Immutable = "BlobImmutableDueToPolicy";

    private SimulatedAzure _azure = null!;
    private AzureClients _clients = null!;

    private BlobContainerClient Evidence => _clients.Blobs.GetBlobContainerClient(EvidenceStore.Container);

    public async ValueTask InitializeAsync()
    {
        _azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = 1 }, ImmutableContainers = [EvidenceStore.Container] },
            TestContext.Current.CancellationToken);
        var transport = _azure.CreateTransport();
        _clients = new AzureClients(
            LocalApp.SimulatedIdentities(LocalApp.IdentitiesOf(_azure), transport).Read,
            new AzureSettings { Subscriptions = ["0"], StorageAccount = "opsstate" }, new AzureTransports(transport, transport));
    }

    public ValueTask DisposeAsync() => _azure.DisposeAsync();

    [Fact]
    public async Task A_chain_grows_and_is_neither_replaced_nor_deleted_nor_described_anew()
    {
        var store = new EvidenceStore(_clients);
        await store.AppendAsync(Chain, () => Entries("one"), default);
        var head = await store.AppendAsync(Chain, () => Entries("one", "two"), default);

        var blob = Evidence.GetBlobClient(Chain);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" };
        Assert.Equal(Immutable, await RefusedAsync(() => blob.DeleteAsync()));
        Assert.Equal(Immutable, await RefusedAsync(() => blob.UploadAsync(BinaryData.FromString("other"), overwrite: true)));
        Assert.Equal(Immutable, await RefusedAsync(() => Evidence.GetAppendBlobClient(Chain).CreateAsync()));
        Assert.Equal(Immutable, await RefusedAsync(() => blob.SetMetadataAsync(metadata)));
        Assert.Equal(Immutable, await RefusedAsync(() => Evidence.DeleteAsync()));
        Assert.Equal(2, head.Records);
        Assert.True((await EvidenceCheck.AllAsync(store, default).ToListAsync()).TrueForAll(chain => chain.Problem is null));
    }

    [Fact]
    public async Task A_time_stamp_is_kept_once()
    {
        var store = new EvidenceStore(_clients);
        await store.AppendAsync(Chain, () => Entries("one"), default);

        await store.KeepStampAsync("stamps/day.tsr", [1, 2], default);
        await store.KeepStampAsync("stamps/day.tsr", [3, 4], default);

        Assert.Equal([1, 2], (await Evidence.GetBlobClient("stamps/day.tsr").DownloadContentAsync()).Value.Content.ToArray());
    }

    // Left by an app that died between making the blob and its first append; which of the two noes Azure gives is not documented.
    [Theory]
    [InlineData(null)]
    [InlineData(Immutable)]
    public async Task A_chain_that_is_there_and_empty_is_begun(string? code)
    {
        await Evidence.CreateAsync();
        await Evidence.GetAppendBlobClient(Chain).CreateAsync();
        if (code is not null)
            _azure.Faults.Add(new FaultRule { Operation = "AppendBlob_Create", Status = 409, Code = code });

        var head = await new EvidenceStore(_clients).AppendAsync(Chain, () => Entries("one"), default);

        Assert.Equal(1, head.Records);
    }

    [Fact]
    public async Task Elsewhere_blobs_are_replaced_and_deleted()
    {
        var state = _clients.Blobs.GetBlobContainerClient("state");
        await state.CreateAsync();
        await state.GetBlobClient("a").UploadAsync(BinaryData.FromString("1"));
        await state.GetBlobClient("a").UploadAsync(BinaryData.FromString("2"), overwrite: true);

        Assert.True((await state.DeleteBlobIfExistsAsync("a")).Value);
    }

    private static async IAsyncEnumerable<AuditEntry> Entries(params string[] decisions)
    {
        await Task.CompletedTask;
        foreach (var (index, decision) in decisions.Index())
            yield return new(Moment, "rightsizing", index == 0 ? AuditEntry.RunStart : "decide", "target", decision, "reason");
    }

    private static async Task<string?> RefusedAsync(Func<Task> call) => (await Assert.ThrowsAsync<RequestFailedException>(call)).ErrorCode;
}
