namespace OpsFunctions.Functions.Http;

/// <summary>What became of a signature that is to be used.</summary>
internal enum SignatureUse
{
    First,
    Again,

    /// <summary>None can be remembered at the moment, so none is taken: forgetting one would let it in again.</summary>
    Full,
}

/// <summary>Signatures that were used, until they are too old to be taken; at most <paramref name="capacity"/>, some 2 MB by default.</summary>
internal sealed class UsedSignatures(int capacity = UsedSignatures.DefaultCapacity)
{
    public const int DefaultCapacity = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    public SignatureUse Use(ReadOnlySpan<byte> signature, DateTimeOffset expires, DateTimeOffset now)
    {
        var text = Convert.ToHexString(signature);
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out var oldest, out var end) && end < now)
            {
                _byExpiry.Dequeue();
                _used.Remove(oldest);
            }
            if (_used.Contains(text))
                return SignatureUse.Again;
            if (_used.Count >= capacity)
                return SignatureUse.Full;
            _used.Add(text);
            _byExpiry.Enqueue(text, expires);
            return SignatureUse.First;
        }
    }
}
