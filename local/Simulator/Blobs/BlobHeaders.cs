using System.Globalization;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>The headers that describe a blob.</summary>
internal static class BlobHeaders
{
    public const string Metadata = "x-ms-meta-";

    public static void Describe(Exchange exchange, StoredBlob blob, bool isPart)
    {
        exchange.SetHeader("ETag", blob.ETag);
        exchange.SetHeader("Last-Modified", blob.LastModified.ToString("R", CultureInfo.InvariantCulture));
        exchange.SetHeader("x-ms-creation-time", blob.Created.ToString("R", CultureInfo.InvariantCulture));
        exchange.SetHeader("x-ms-blob-type", blob.IsAppend ? "AppendBlob" : "BlockBlob");
        exchange.SetHeader("x-ms-lease-status", "unlocked");
        exchange.SetHeader("x-ms-lease-state", "available");
        exchange.SetHeader("x-ms-server-encrypted", "true");
        exchange.SetHeader("Accept-Ranges", "bytes");
        if (blob.IsAppend)
            exchange.SetHeader("x-ms-blob-committed-block-count", blob.Blocks.ToString(CultureInfo.InvariantCulture));
        // Of a part the hash is that of the whole, and goes by another name.
        if (blob.ContentMd5 is { } md5)
            exchange.SetHeader(isPart ? "x-ms-blob-content-md5" : "Content-MD5", md5);
        if (blob.ContentEncoding is { } encoding)
            exchange.SetHeader("Content-Encoding", encoding);
        if (blob.CacheControl is { } caching)
            exchange.SetHeader("Cache-Control", caching);
        foreach (var (name, value) in blob.Metadata)
            exchange.SetHeader(Metadata + name, value);
    }
}
