using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class BlobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_put_is_got_back_whole_or_in_ranges()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlobClient("runs/2026/one run+é.json");
        await blob.UploadAsync(BinaryData.FromString("0123456789"), Cancel);
        var whole = (await blob.DownloadContentAsync(Cancel)).Value;
        Assert.Equal("0123456789", whole.Content.ToString());
        Assert.Equal(clients.Azure.Time.GetUtcNow(), whole.Details.LastModified);
        var part = (await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(3, 4) }, Cancel)).Value;
        Assert.Equal("3456", part.Content.ToString());
        Assert.Equal("bytes 3-6/10", part.Details.ContentRange);
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value;
        Assert.Equal(10, properties.ContentLength);
        Assert.Equal(whole.Details.ETag, properties.ETag);
        await blob.DeleteAsync(cancellationToken: Cancel);
        Assert.False(await blob.ExistsAsync(Cancel));
    }

    [Fact]
    public async Task A_container_must_be_created_once_before_it_is_used()
    {
        await using var clients = await SimulatedClients.Start();
        var container = clients.Container();
        Assert.Equal("ContainerNotFound", await Code(() => container.UploadBlobAsync("a", BinaryData.FromString("a"), Cancel)));
        await container.CreateAsync(cancellationToken: Cancel);
        Assert.Equal("ContainerAlreadyExists", await Code(() => container.CreateAsync(cancellationToken: Cancel)));
        // "If not exists" takes that as a no.
        Assert.Null(await container.CreateIfNotExistsAsync(cancellationToken: Cancel));
        Assert.True(await container.ExistsAsync(Cancel));
    }

    [Fact]
    public async Task Of_two_writers_with_the_same_version_the_second_is_refused()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlobClient("state.json");
        var first = (await blob.UploadAsync(BinaryData.FromString("1"), Cancel)).Value.ETag;
        Task Write(string text, BlobRequestConditions conditions) =>
            blob.UploadAsync(BinaryData.FromString(text), new BlobUploadOptions { Conditions = conditions }, Cancel);
        await Write("2", new BlobRequestConditions { IfMatch = first });
        Assert.Equal((412, "ConditionNotMet"), await Refusal(() => Write("3", new BlobRequestConditions { IfMatch = first })));
        Assert.Equal((409, "BlobAlreadyExists"), await Refusal(() => Write("3", new BlobRequestConditions { IfNoneMatch = ETag.All })));
        Assert.Equal("2", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task A_blob_that_has_not_changed_is_not_sent_again()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlobClient("state.json");
        var etag = (await blob.UploadAsync(BinaryData.FromString("1"), Cancel)).Value.ETag;
        var answer = await blob.DownloadContentAsync(new BlobDownloadOptions { Conditions = new() { IfNoneMatch = etag } }, Cancel);
        Assert.Equal(304, answer.GetRawResponse().Status);
    }

    [Fact]
    public async Task An_append_lands_only_at_the_position_it_names()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetAppendBlobClient("evidence/run.jsonl");
        await blob.CreateIfNotExistsAsync(cancellationToken: Cancel);
        var first = (await Append(blob, "one\n", 0)).Value;
        Assert.Equal(("0", 1), (first.BlobAppendOffset, first.BlobCommittedBlockCount));
        await Append(blob, "two\n", 4);
        Assert.Equal((412, "AppendPositionConditionNotMet"), await Refusal(() => Append(blob, "two\n", 4)));
        Assert.Equal("one\ntwo\n", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
        Assert.Equal((412, "MaxBlobSizeConditionNotMet"), await Refusal(() => blob.AppendBlockAsync(
            new MemoryStream("three"u8.ToArray()),
            new AppendBlobAppendBlockOptions { Conditions = new() { IfMaxSizeLessThanOrEqual = 10 } }, Cancel)));
        Assert.Equal((412, "ConditionNotMet"), await Refusal(() => blob.AppendBlockAsync(
            new MemoryStream("three"u8.ToArray()), new AppendBlobAppendBlockOptions { Conditions = new() { IfMatch = first.ETag } },
            Cancel)));
    }

    [Fact]
    public async Task Lists_come_in_order_in_pages_and_by_folder()
    {
        await using var clients = await SimulatedClients.Start();
        var container = await Created(clients);
        foreach (var name in new[] { "b/2", "a", "b/1", "c/x/1", "d" })
            await container.UploadBlobAsync(name, BinaryData.FromString(name), Cancel);
        var names = new List<string>();
        var pages = 0;
        await foreach (var page in container.GetBlobsAsync(new GetBlobsOptions(), Cancel).AsPages(pageSizeHint: 2))
        {
            pages++;
            names.AddRange(page.Values.Select(blob => blob.Name));
        }
        Assert.Equal(["a", "b/1", "b/2", "c/x/1", "d"], names);
        Assert.Equal(3, pages);
        var folders = new List<string>();
        await foreach (var item in container.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/" }, Cancel))
            folders.Add(item.IsPrefix ? item.Prefix : item.Blob.Name);
        // The client tells a page's folders before its blobs.
        Assert.Equal(["b/", "c/", "a", "d"], folders);
    }

    [Fact]
    public async Task A_large_upload_in_blocks_arrives_in_order()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlobClient("large.bin");
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000)));
        await blob.UploadAsync(
            new MemoryStream(content),
            new BlobUploadOptions
            {
                TransferOptions = new() { InitialTransferSize = 10_000, MaximumTransferSize = 10_000, MaximumConcurrency = 4 }
            },
            Cancel);
        Assert.Equal(content, (await blob.DownloadContentAsync(Cancel)).Value.Content.ToArray());
        Assert.True(clients.Azure.Calls.Of("BlockBlob_StageBlock", 201) > 5);
    }

    [Fact]
    public async Task Staged_blocks_become_a_blob_only_with_their_list()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlockBlobClient("report.html");
        await Stage(blob, "0001", "two");
        await Stage(blob, "0000", "one ");
        await Stage(blob, "0002", "never named");
        Assert.False(await blob.ExistsAsync(Cancel));

        await blob.CommitBlockListAsync([Id("0000"), Id("0001")], new CommitBlockListOptions
        {
            HttpHeaders = new() { ContentType = "text/html" }
        }, Cancel);

        var whole = (await blob.DownloadContentAsync(Cancel)).Value;
        Assert.Equal("one two", whole.Content.ToString());
        Assert.Equal("text/html", whole.Details.ContentType);
        Assert.Equal(
            "e tw",
            (await blob.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(2, 4) }, Cancel)).Value.Content.ToString());
        // What the list did not name is gone.
        Assert.Equal((400, "InvalidBlockList"), await Refusal(() => blob.CommitBlockListAsync([Id("0002")], cancellationToken: Cancel)));
    }

    [Fact]
    public async Task A_block_list_takes_staged_blocks_before_those_of_the_blob()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlockBlobClient("report.html");
        await Stage(blob, "0000", "one ");
        await Stage(blob, "0001", "two");
        await blob.CommitBlockListAsync([Id("0000"), Id("0001")], cancellationToken: Cancel);

        // Until the list comes, readers see the old blob.
        await Stage(blob, "0001", "three");
        Assert.Equal("one two", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
        await blob.CommitBlockListAsync([Id("0000"), Id("0001")], cancellationToken: Cancel);

        Assert.Equal("one three", (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task Block_ids_of_different_length_are_refused()
    {
        await using var clients = await SimulatedClients.Start();
        var blob = (await Created(clients)).GetBlockBlobClient("report.html");
        await Stage(blob, "0000", "one");
        Assert.Equal((400, "InvalidBlobOrBlock"), await Refusal(() => Stage(blob, "0000001", "two")));
    }

    [Fact]
    public async Task Accounts_do_not_see_each_other()
    {
        await using var clients = await SimulatedClients.Start();
        await Created(clients);
        var other = new BlobContainerClient(
            new Uri("https://another.blob.core.windows.net/state"), clients.Credential(),
            new BlobClientOptions { Transport = clients.Azure.CreateTransport() });
        Assert.False(await other.ExistsAsync(Cancel));
    }

    private static async Task<BlobContainerClient> Created(SimulatedClients clients)
    {
        var container = clients.Container();
        await container.CreateAsync(cancellationToken: Cancel);
        return container;
    }

    private static Task<Response<BlobAppendInfo>> Append(AppendBlobClient blob, string text, long position) => blob.AppendBlockAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(text)),
        new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = position } },
        Cancel);

    private static Task Stage(BlockBlobClient blob, string id, string text) =>
        blob.StageBlockAsync(Id(id), new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellationToken: Cancel);

    private static string Id(string id) => Convert.ToBase64String(Encoding.ASCII.GetBytes(id));

    private static async Task<string?> Code(Func<Task> call) => (await Refusal(call)).Code;

    private static async Task<(int Status, string? Code)> Refusal(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(call);
        return (refused.Status, refused.ErrorCode);
    }
}
