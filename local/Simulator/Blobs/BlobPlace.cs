namespace OpsFunctions.Simulator.Blobs;

/// <summary>Where a blob is: account, container, name. What is not given is empty.</summary>
internal sealed record BlobPlace(string Account, string Container, string Blob)
{
    /// <summary>Account and container, as the store names them.</summary>
    public string Key => $"{Account}/{Container}";

    public static BlobPlace Of(string account, string path)
    {
        // The server leaves an encoded slash alone.
        var rest = path.TrimStart('/').Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new BlobPlace(account, rest, "") : new BlobPlace(account, rest[..slash], rest[(slash + 1)..]);
    }
}
