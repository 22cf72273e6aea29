using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>Blobs: put, append, get, delete.</summary>
internal sealed class BlobEndpoint(BlobStore store)
{
    // Bytes, before they are encoded.
    private const int LongestBlockId = 64;

    public Task Put(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        if (exchange.Header("x-ms-blob-type") is not ("BlockBlob" or "AppendBlob"))
            return host.Refuse(
                exchange, 400, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format: x-ms-blob-type.");
        var md5 = Md5(exchange.Body);
        if (exchange.Header("Content-MD5") is { } sent && !string.Equals(sent, md5, StringComparison.Ordinal))
            return Refuse(exchange, host, BlobOutcome.WrongMd5);
        var isAppend = exchange.Header("x-ms-blob-type") is "AppendBlob";
        return Stored(exchange, host,
            store.Put(place.Key, place.Blob, BlobConditions.Of(exchange),
            New(exchange, new(isAppend ? [] : exchange.Body), isAppend) with { ContentMd5 = isAppend ? null
            : exchange.Header("x-ms-blob-content-md5") ?? md5 }));
    }

    public Task Append(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        if (exchange.Header("Content-MD5") is { } sent && !string.Equals(sent, Md5(exchange.Body), StringComparison.Ordinal))
            return Refuse(exchange, host, BlobOutcome.WrongMd5);
        var outcome = store.Append(place.Key, place.Blob, BlobConditions.Of(exchange), exchange.Body);
        if (outcome.Blob is { } blob)
        {
            exchange.SetHeader(
                "x-ms-blob-append-offset", (blob.Content.Length - exchange.Body.Length).ToString(CultureInfo.InvariantCulture));
            exchange.SetHeader("x-ms-blob-committed-block-count", blob.Blocks.ToString(CultureInfo.InvariantCulture));
        }
        return Stored(exchange, host, outcome);
    }

    public Task Stage(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        var id = exchange.Query("blockid") ?? "";
        if (!Base64.IsValid(id, out var length) || length is 0 or > LongestBlockId)
            return Refuse(exchange, host, BlobOutcome.InvalidBlockId);
        if (exchange.Header("Content-MD5") is { } sent && !string.Equals(sent, Md5(exchange.Body), StringComparison.Ordinal))
            return Refuse(exchange, host, BlobOutcome.WrongMd5);
        return Stored(exchange, host, store.Stage(place.Key, place.Blob, new BlobBlock(id, exchange.Body)));
    }

    public Task Commit(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        var list = XDocument.Parse(Encoding.UTF8.GetString(exchange.Body).TrimStart('\uFEFF')).Root?.Elements().Select(ReadBlock).ToList()
            ?? [];
        if (list.Count > BlobStore.MostBlocks)
            return Refuse(exchange, host, BlobOutcome.BlockListTooLong);
        if (store.Blocks(place.Key, place.Blob, list) is not { } blocks)
            return Refuse(exchange, host, BlobOutcome.InvalidBlockList);
        // Unlike of a blob that is put whole, the service computes no MD5.
        var blob = New(exchange, BlobBlock.Joined(blocks), isAppend: false) with
        {
            Committed = blocks, ContentMd5 = exchange.Header("x-ms-blob-content-md5")
        };
        return Stored(exchange, host, store.Put(place.Key, place.Blob, BlobConditions.Of(exchange), blob));
    }

    private static (BlockSource Source, string Id) ReadBlock(XElement block) =>
        (Enum.Parse<BlockSource>(block.Name.LocalName), block.Value);

    public Task SetMetadata(Exchange exchange, BlobPlace place, SimulatedHost host) =>
        Stored(exchange, host, store.SetMetadata(place.Key, place.Blob, BlobConditions.Of(exchange), Metadata(exchange)));

    public Task Delete(Exchange exchange, BlobPlace place, SimulatedHost host) =>
        Stored(exchange, host, store.Delete(place.Key, place.Blob, BlobConditions.Of(exchange)));

    public Task Get(Exchange exchange, BlobPlace place, SimulatedHost host)
    {
        var outcome = store.Get(place.Key, place.Blob, BlobConditions.Of(exchange));
        if (outcome.Blob is not { } blob)
            return Refuse(exchange, host, outcome);
        var asked = exchange.Header("x-ms-range") ?? exchange.Header("Range");
        BlobHeaders.Describe(exchange, blob, isPart: asked is not null && exchange.Method is not "HEAD");
        if (exchange.Method is "HEAD")
        {
            exchange.Response.StatusCode = 200;
            exchange.Response.ContentType = blob.ContentType;
            exchange.Response.ContentLength = blob.Content.Length;
            return Task.CompletedTask;
        }
        if (!RangeHeaderValue.TryParse(asked, out var range) || range.Ranges.FirstOrDefault() is not { From: { } from } wanted)
            return exchange.Bytes(200, blob.ContentType, blob.Content);
        if (from >= blob.Content.Length)
            return host.Refuse(exchange, 416, "InvalidRange", "The range specified is invalid for the current size of the resource.");
        var to = Math.Min(wanted.To ?? long.MaxValue, blob.Content.Length - 1);
        exchange.SetHeader("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{blob.Content.Length}"));
        return exchange.Bytes(206, blob.ContentType, blob.Content.Slice(from, to - from + 1));
    }

    private static StoredBlob New(Exchange exchange, ReadOnlySequence<byte> content, bool isAppend) =>
        new(content, "", default, default, exchange.Header("x-ms-blob-content-type") ?? exchange.Header("Content-Type")
            ?? "application/octet-stream", isAppend)
        {
            ContentEncoding = exchange.Header("x-ms-blob-content-encoding"),
            CacheControl = exchange.Header("x-ms-blob-cache-control"),
            Metadata = Metadata(exchange),
        };

    private static SortedDictionary<string, string> Metadata(Exchange exchange)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in exchange.Request.Headers)
        {
            if (name.StartsWith(BlobHeaders.Metadata, StringComparison.OrdinalIgnoreCase))
                metadata[name[BlobHeaders.Metadata.Length..]] = value.ToString();
        }
        return metadata;
    }

    private static Task Stored(Exchange exchange, SimulatedHost host, BlobOutcome outcome)
    {
        if (outcome.Code is not null)
            return Refuse(exchange, host, outcome);
        if (outcome.Blob is { } blob)
        {
            exchange.SetHeader("ETag", blob.ETag);
            exchange.SetHeader("Last-Modified", blob.LastModified.ToString("R", CultureInfo.InvariantCulture));
        }
        exchange.SetHeader("x-ms-request-server-encrypted", "true");
        exchange.Response.StatusCode = outcome.Status;
        exchange.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static Task Refuse(Exchange exchange, SimulatedHost host, BlobOutcome outcome)
    {
        if (outcome.Code is { } code)
            return host.Refuse(exchange, outcome.Status, code, outcome.Message);
        // Not modified: the status says it all.
        exchange.Response.StatusCode = outcome.Status;
        return Task.CompletedTask;
    }

    [SuppressMessage("Security", "CA5351", Justification = "Content-MD5 is what the protocol has; it protects nothing.")]
    private static string Md5(byte[] content) => Convert.ToBase64String(MD5.HashData(content));
}
