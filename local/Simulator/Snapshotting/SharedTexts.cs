namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>
/// One copy of each text that many snapshots have: of a hundred thousand, these take more room than all else. Used by one at a time.
/// </summary>
internal sealed class SharedTexts
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    public string Of(string text)
    {
        if (_texts.TryGetValue(text, out var kept))
            return kept;
        _texts.Add(text);
        return text;
    }

    public Snapshot Of(Snapshot snapshot) =>
        snapshot with { Disk = Of(snapshot.Disk), SourceUniqueId = Of(snapshot.SourceUniqueId), Tags = Of(snapshot.Tags) };

    public SortedDictionary<string, string> Of(IReadOnlyDictionary<string, string> tags)
    {
        var shared = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in tags)
            shared[Of(name)] = Of(value);
        return shared;
    }
}
