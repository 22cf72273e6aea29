using System.IO.Compression;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace OpsFunctions.Orchestrations.State;

/// <summary>
/// JSON in gzip, read and written as a stream: a chunk of 50 assessments is 250 KB of text, most of it alike, and would be held
/// whole three times on its way.
/// </summary>
internal static class PackedJson
{
    public const string Ending = ".json.gz";

    private const int Attempts = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

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
            JsonSerializer.Serialize(gzip, document, Json);
        return new BinaryData(packed.GetBuffer().AsMemory(0, (int)packed.Length));
    }

    /// <summary>Reads a document; one that breaks off is asked for again, twice, before it counts as damaged.</summary>
    /// <exception cref="RequestFailedException">404 where there is no such blob.</exception>
    /// <exception cref="JsonException">The blob holds nothing, or is damaged.</exception>
    /// <exception cref="InvalidDataException">The blob is damaged.</exception>
    public static async Task<StateDocument<T>> ReadAsync<T>(BlobClient blob, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnceAsync<T>(blob, ct);
            }
            catch (Exception e) when (e is JsonException or InvalidDataException && attempt < Attempts)
            {
                // An answer may have been cut off on its way.
            }
        }
    }

    private static async Task<StateDocument<T>> ReadOnceAsync<T>(BlobClient blob, CancellationToken ct)
    {
        using var answer = (await blob.DownloadStreamingAsync(cancellationToken: ct)).Value;
        await using var gzip = new GZipStream(answer.Content, CompressionMode.Decompress);
        var document = await JsonSerializer.DeserializeAsync<T>(gzip, Json, ct) ?? throw new JsonException($"{blob.Name} is empty");
        return new(document, answer.Details.ETag);
    }

    /// <summary>Null: there is no such blob.</summary>
    public static Task<StateDocument<T>?> FindAsync<T>(BlobClient blob, CancellationToken ct) =>
        UnlessMissingAsync(async () => (StateDocument<T>?)await ReadAsync<T>(blob, ct));

    /// <summary>The blob as a stream, to be disposed; null: there is no such blob.</summary>
    public static Task<BlobDownloadStreamingResult?> OpenAsync(BlobClient blob, CancellationToken ct) =>
        UnlessMissingAsync(async () => (BlobDownloadStreamingResult?)(await blob.DownloadStreamingAsync(cancellationToken: ct)).Value);

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
