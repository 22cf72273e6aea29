using System.Globalization;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>The conditions of a request's headers.</summary>
internal sealed record BlobConditions(
    string? IfMatch, string? IfNoneMatch, DateTimeOffset? IfModifiedSince, DateTimeOffset? IfUnmodifiedSince, long? AppendPosition,
    long? MaxSize)
{
    public static BlobConditions Of(Exchange exchange) => new(
        exchange.Header("If-Match"),
        exchange.Header("If-None-Match"),
        Moment(exchange.Header("If-Modified-Since")),
        Moment(exchange.Header("If-Unmodified-Since")),
        Number(exchange.Header("x-ms-blob-condition-appendpos")),
        Number(exchange.Header("x-ms-blob-condition-maxsize")));

    /// <summary>Whether a write may go on; null: it may.</summary>
    public BlobOutcome? RefuseWrite(StoredBlob? blob)
    {
        if (IfNoneMatch is "*" && blob is not null)
            return BlobOutcome.AlreadyExists;
        if (IfMatch is not null && (blob is null || !Names(IfMatch, blob)))
            return BlobOutcome.ConditionNotMet;
        if (IfNoneMatch is not null and not "*" && blob is not null && Names(IfNoneMatch, blob))
            return BlobOutcome.ConditionNotMet;
        return blob is not null && OutOfTime(blob) ? BlobOutcome.ConditionNotMet : null;
    }

    /// <summary>Whether a read may go on; null: it may.</summary>
    public BlobOutcome? RefuseRead(StoredBlob blob)
    {
        if (IfMatch is not null && !Names(IfMatch, blob))
            return BlobOutcome.ConditionNotMet;
        if (IfNoneMatch is not null && Names(IfNoneMatch, blob))
            return BlobOutcome.NotModified;
        if (IfModifiedSince is { } since && blob.LastModified <= since)
            return BlobOutcome.NotModified;
        return IfUnmodifiedSince is { } until && blob.LastModified > until ? BlobOutcome.ConditionNotMet : null;
    }

    private bool OutOfTime(StoredBlob blob) =>
        (IfModifiedSince is { } since && blob.LastModified <= since) || (IfUnmodifiedSince is { } until && blob.LastModified > until);

    private static bool Names(string condition, StoredBlob blob) =>
        condition is "*" || string.Equals(condition.Trim('"'), blob.ETag.Trim('"'), StringComparison.Ordinal);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
