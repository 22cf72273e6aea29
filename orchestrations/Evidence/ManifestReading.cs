using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>An entry of a manifest: a chain's head.</summary>
/// <param name="Number">Number of the record in the manifest.</param>
/// <param name="Hash">Hash of the chain's record that ends the run.</param>
/// <param name="Records">Number of that record.</param>
internal sealed record NamedHead(ManifestDay Manifest, long Number, string Chain, string Hash, long Records)
{
    /// <summary>What proves it from outside; null: nothing.</summary>
    public string? AnchoredBy => Number <= Manifest.Anchored ? Manifest.AnchoredBy : null;
}

/// <summary>One manifest, as it was read.</summary>
internal sealed class ManifestDay(string name, ChainCheck check, IReadOnlyList<AuditEntry> entries)
{
    public string Name { get; } = name;

    public ChainCheck Check { get; } = check;

    public IReadOnlyList<AuditEntry> Entries { get; } = entries;

    public string? Problem { get; set; }

    /// <summary>How many of its records something from outside proves.</summary>
    public long Anchored { get; private set; }

    public string? AnchoredBy { get; private set; }

    public ChainVerdict Verdict => new(Name, Check.Head.Records, Check.Head.Hash, IsClosed: true, null, Problem)
    {
        Anchor = EvidenceCheck.AnchorOf(Anchored, Check.Head.Records, AnchoredBy),
    };

    public void Anchor(long records, string by)
    {
        if (records > Anchored)
            (Anchored, AnchoredBy) = (records, by);
    }
}

/// <summary>All manifests in their order: what is wrong with each, what they name, and how far an anchor proves them.</summary>
internal sealed class ManifestReading
{
    // A run that closes at midnight is put into the day that it read the clock on.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(15);

    private readonly List<ManifestDay> _days = [];

    public IReadOnlyList<ManifestDay> Days => _days;

    /// <summary>Moment of the newest entry; null where there is none.</summary>
    public DateTimeOffset? Newest => _days.SelectMany(day => day.Entries).Select(entry => (DateTimeOffset?)entry.At).Max();

    public IEnumerable<NamedHead> Named =>
        from day in _days
        from one in day.Entries.Index()
        where one.Item.Action == DailyManifest.RunClosed
        select new NamedHead(day, one.Index + 1, one.Item.Target, one.Item.Decision, DailyManifest.RecordsOf(one.Item));

    public void Add(ManifestDay day)
    {
        var previous = _days.Count == 0 ? null : _days[^1];
        day.Problem = day.Check.Problem
            ?? (EvidenceNames.IsChain(day.Name) ? null : "the app gives no such name to a manifest")
            ?? Following(day.Entries.Count == 0 ? null : day.Entries[0], previous)
            ?? Wrong(day);
        _days.Add(day);
    }

    /// <summary>Marks what the head of a day that is over proves; records behind it are a problem.</summary>
    /// <returns>Whether it was found.</returns>
    public bool Anchor(AnchoredHead head)
    {
        var at = _days.FindIndex(day => day.Check.NumberOf(head.Hash) > 0);
        if (at < 0)
            return false;
        var records = _days[at].Check.NumberOf(head.Hash);
        // Heads are given away when their day is over.
        if (_days[at].Check.Head.Records - records is > 0 and var behind)
            _days[at].Problem ??= Invariant($"{behind} records were put behind the head that {head.By} has as the day's last");
        for (var day = at; day >= 0; day--)
        {
            _days[day].Anchor(records, head.By);
            // What does not follow the one before proves nothing of it.
            if (_days[day].Problem is not null || _days[day].Entries.Count == 0)
                break;
            records = DailyManifest.RecordsOf(_days[day].Entries[0]);
        }
        return true;
    }

    // The head may have moved on after the next day began, when a run closed at midnight; it must still be in the manifest.
    private static string? Following(AuditEntry? start, ManifestDay? previous)
    {
        if (start is not { Action: DailyManifest.DayStart })
            return "it does not begin as manifests do";
        if (start.Target != (previous?.Name ?? ""))
            return start.Target.Length == 0
                ? $"it says it is the first, but {previous?.Name} lies before it"
                : $"the manifest before it, {start.Target}, is missing";
        if (previous is null)
            return null;
        var known = DailyManifest.RecordsOf(start);
        if (previous.Check.HashOf(known) != start.Decision)
            return $"{previous.Name} does not hold the record that it was begun behind: its tail is cut off, or it was written anew";
        var midnight = new DateTimeOffset(start.At.UtcDateTime.Date, TimeSpan.Zero);
        var late = previous.Entries.Skip((int)known).Count(entry => entry.At < midnight - Late);
        return late == 0 ? null : Invariant($"{late} records of {previous.Name} were put behind it after this day had begun");
    }

    private static string? Wrong(ManifestDay day)
    {
        var date = EvidenceNames.DayOf(day.Name);
        foreach (var (index, entry) in day.Entries.Index())
        {
            if (DateOnly.FromDateTime(entry.At.UtcDateTime) != date)
                return Invariant($"record {index + 1} is of {entry.At.UtcDateTime:yyyy-MM-dd}, another day");
            if (index > 0 && entry.Action != DailyManifest.RunClosed)
                return Invariant($"record {index + 1} names no run, as everything behind a manifest's first record does");
            if (index > 0 && DailyManifest.RecordsOf(entry) == 0)
                return Invariant($"record {index + 1} does not say how many records its run has");
        }
        return null;
    }
}
