using System.IO.Compression;
using System.Text.Json;
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

    public static BlobUploadOptions Upload(BlobRequestConditions? conditions = null) =>
        new() { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/gzip" } };

    public static BinaryData Of<T>(T document)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(gzip, document, Json);
        return new BinaryData(packed.GetBuffer().AsMemory(0, (int)packed.Length));
    }

    /// <summary>Reads a document; one that breaks off is asked for again, twice, before it counts as damaged.</summary>
    /// <exception cref="Azure.RequestFailedException">404 where there is no such blob.</exception>
    /// <exception cref="JsonException">The blob holds nothing, or is damaged.</exception>
    /// <exception cref="InvalidDataException">The blob is damaged.</exception>
    public static async Task<(T Value, Azure.ETag Version)> ReadAsync<T>(BlobClient blob, CancellationToken ct)
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

    private static async Task<(T Value, Azure.ETag Version)> ReadOnceAsync<T>(BlobClient blob, CancellationToken ct)
    {
        using var answer = (await blob.DownloadStreamingAsync(cancellationToken: ct)).Value;
        await using var gzip = new GZipStream(answer.Content, CompressionMode.Decompress);
        var document = await JsonSerializer.DeserializeAsync<T>(gzip, Json, ct) ?? throw new JsonException($"{blob.Name} is empty");
        return (document, answer.Details.ETag);
    }
}
