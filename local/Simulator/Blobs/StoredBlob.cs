using System.Buffers;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>A blob as it was at one moment: content, version, and what was sent along with it.</summary>
internal sealed record StoredBlob(
    ReadOnlySequence<byte> Content, string ETag, DateTimeOffset LastModified, DateTimeOffset Created, string ContentType, bool IsAppend)
{
    public int Blocks { get; init; }

    /// <summary>The blocks a list put it together from, in order; empty where it was put whole.</summary>
    public IReadOnlyList<BlobBlock> Committed { get; init; } = [];

    public string? ContentMd5 { get; init; }

    public string? ContentEncoding { get; init; }

    public string? CacheControl { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Room behind the content, into which appends go without copying what is there.</summary>
    public byte[] Buffer { get; init; } = [];
}
