using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.State;

/// <summary>
/// JSON in gzip, read and written as a stream: a chunk of 50 assessments is 250 KB of text, most of it alike, and would be held
/// whole three times on its way.
/// </summary>
internal static class PackedJson
{
    public const string Ending = ".json.gz";

    // The largest there are name 100,000 points, some 25 MB.
    private const long MostBytes = 256L << 20;
    private const int LongestCause = 120;

    public static async Task WriteAsync<T>(
        BlobContainerClient container, string path, T document, BlobRequestConditions? conditions, CancellationToken ct)
    {
        var (blob, content) = (container.GetBlobClient(path), Of(document));
        var headers = new BlobHttpHeaders { ContentType = "application/gzip" };
        var upload = new BlobUploadOptions { Conditions = conditions, HttpHeaders = headers };
        try
        {
            await blob.UploadAsync(content, upload, ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Bicep makes the containers; a first run on an empty account makes them itself.
            await container.CreateIfNotExistsAsync(cancellationToken: ct);
            await blob.UploadAsync(content, upload, ct);
        }
    }

    public static BinaryData Of<T>(T document)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(gzip, document, StrictJson.Options);
        return new BinaryData(packed.GetBuffer().AsMemory(0, (int)packed.Length));
    }

    /// <summary>Reads a document; one that breaks off is asked for again, twice, before it counts as damaged.</summary>
    /// <exception cref="RequestFailedException">404 where there is no such blob.</exception>
    /// <exception cref="DamagedDocumentException">It is not what it should be.</exception>
    public static Task<StateDocument<T>> ReadAsync<T>(BlobClient blob, CancellationToken ct) => CutOffAnswer.AgainAsync(async () =>
    {
        using var answer = (await blob.DownloadStreamingAsync(cancellationToken: ct)).Value;
        var document = await ReadAsync(answer.Content, typeof(T), NameOf(blob.Name), ct);
        return new StateDocument<T>((T)document, answer.Details.ETag);
    });

    /// <summary>Reads what a blob or a file of that name holds.</summary>
    /// <exception cref="DamagedDocumentException">It is not what it should be.</exception>
    public static async Task<object> ReadAsync(Stream packed, Type type, string name, CancellationToken ct)
    {
        try
        {
            await using var gzip = new BoundedStream(new GZipStream(packed, CompressionMode.Decompress), MostBytes);
            var document = await JsonSerializer.DeserializeAsync(gzip, type, StrictJson.Options, ct)
                ?? throw new JsonException("it holds null");
            return (document as ICheckedDocument)?.ProblemAs(name) is { } problem ? throw new JsonException(problem) : document;
        }
        // A text that is no Unicode is told by this one.
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException { Source: "System.Text.Json" })
        {
            throw new DamagedDocumentException(Told(name, type, e), e);
        }
    }

    private static string Told(string name, Type type, Exception cause)
    {
        var text = cause is InvalidDataException ? "it is no gzip, or a damaged one" : cause.Message;
        var why = text.Length > LongestCause ? $"{text[..LongestCause]}…" : text;
        var document = type.GetCustomAttribute<StateDocumentAttribute>();
        return document is null
            ? $"state/{name}{Ending} cannot be read ({why}): what depends on it fails; the next run reads it all anew"
            : $"state/{name}{Ending} cannot be read ({why}): {document.Damage}. To mend it: {document.Mend}";
    }

    private static string NameOf(string blob) => blob.EndsWith(Ending, StringComparison.Ordinal) ? blob[..^Ending.Length] : blob;

    /// <summary>Null: there is no such blob.</summary>
    public static Task<StateDocument<T>?> FindAsync<T>(BlobClient blob, CancellationToken ct) =>
        UnlessMissingAsync(async () => (StateDocument<T>?)await ReadAsync<T>(blob, ct));

    /// <summary>The blob as a stream, to be disposed; null: there is no such blob.</summary>
    public static Task<BlobDownloadStreamingResult?> OpenAsync(BlobClient blob, CancellationToken ct) => OpenAsync(blob, from: 0, ct);

    /// <param name="from">First byte that is wanted.</param>
    public static Task<BlobDownloadStreamingResult?> OpenAsync(BlobClient blob, long from, CancellationToken ct) =>
        UnlessMissingAsync(async () =>
    {
        try
        {
            var range = new BlobDownloadOptions { Range = from == 0 ? default : new HttpRange(from) };
            return (BlobDownloadStreamingResult?)(await blob.DownloadStreamingAsync(range, ct)).Value;
        }
        catch (RequestFailedException e) when (from > 0 && e.ErrorCode == BlobErrorCode.InvalidRange)
        {
            // Nothing is behind it.
            return null;
        }
    });

    private static async Task<T?> UnlessMissingAsync<T>(Func<Task<T?>> read) where T : class
    {
        try
        {
            return await read();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
