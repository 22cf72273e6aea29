namespace OpsFunctions.Simulator.Blobs;

/// <summary>One container: committed blobs and, by blob, blocks that wait for their list.</summary>
internal sealed class BlobContainer(string etag, DateTimeOffset created)
{
    public string ETag => etag;

    public DateTimeOffset Created => created;

    public SortedDictionary<string, StoredBlob> Blobs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Dictionary<string, byte[]>> Uncommitted { get; } = new(StringComparer.Ordinal);
}
