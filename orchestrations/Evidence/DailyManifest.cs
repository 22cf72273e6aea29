using System.Globalization;
using System.Runtime.CompilerServices;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>
/// The heads of all chains that were closed on a day, as a chain of its own, which begins with the head of the manifest before. So a
/// run that is missing and a tail that was cut off are found, too.
/// </summary>
public sealed class DailyManifest(EvidenceStore store, TimeProvider time) : IDisposable
{
    /// <summary>First entry of a manifest: names the manifest before and its head.</summary>
    public const string DayStart = "manifest.start";

    /// <summary>An entry for a run: names its chain and its head.</summary>
    public const string RunClosed = "manifest.run";

    private const string Actor = "evidence";
    private const int Attempts = 20;

    // One at a time: else those of one instance would be in each other's way.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Day? _day;

    /// <summary>Records a chain's head, once.</summary>
    /// <param name="since">Before which day it cannot have been recorded.</param>
    /// <exception cref="InvalidDataException">The manifest is broken; nothing was appended.</exception>
    /// <exception cref="IOException">Others kept appending.</exception>
    public async Task RecordAsync(string chain, ChainHead head, DateTimeOffset since, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // Where this breaks off, the next one reads all of it.
            var day = _day;
            _day = null;
            _day = await RecordAsync(day, chain, head, since, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Gives back what is known of the day's manifest then.
    private async Task<Day?> RecordAsync(Day? day, string chain, ChainHead head, DateTimeOffset since, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = EvidenceNames.OfDay(now);
        if (day?.Manifest.Chain != today)
            day = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (day is null)
                await store.ReadOnAsync((day = new(today)).Manifest, ct);
            if (day.Closed.Contains((chain, head.Hash)))
                return day;
            var entries = new List<AuditEntry>();
            var isFirst = day.Manifest.Head.Records == 0;
            if (isFirst || EvidenceNames.OfDay(since) != today)
            {
                var (previous, known) = await FindAsync(chain, head, since, now, ct);
                if (known)
                    return day;
                if (isFirst)
                    entries.Add(await StartAsync(previous, now, ct));
            }
            entries.Add(new(now, Actor, RunClosed, chain, head.Hash, head.Records.ToString(CultureInfo.InvariantCulture)));
            var (isDone, before) = (await store.TryAppendAsync(day.Manifest, entries, ct), day.Manifest.Position);
            await store.ReadOnAsync(day.Manifest, ct);
            if (isDone)
                return day;
            // Nothing is behind it, and yet it could not be appended to: it is not the one that was read.
            if (day.Manifest.Position == before)
                day = null;
        }
        throw new IOException($"evidence {today} is being written by others");
    }

    public void Dispose() => _turn.Dispose();

    internal static bool IsOf(AuditEntry entry, string chain, ChainHead head) =>
        entry.Action == RunClosed && entry.Target == chain && entry.Decision == head.Hash;

    /// <summary>
    /// How many records the head had that an entry names; 0 where it does not say. The number is the whole of its reason: chains that lie
    /// in storage are never written anew, so it stays there.
    /// </summary>
    internal static long RecordsOf(AuditEntry entry) =>
        long.TryParse(entry.Reason, NumberStyles.None, CultureInfo.InvariantCulture, out var records) ? records : 0;

    // A repeated activity may run after midnight: then an earlier day has it already.
    private async Task<(string? Previous, bool Known)> FindAsync(
        string chain, ChainHead head, DateTimeOffset since, DateTimeOffset now, CancellationToken ct)
    {
        string? previous = null;
        var (first, today) = (EvidenceNames.OfDay(since), EvidenceNames.OfDay(now));
        await foreach (var name in store.NamesAsync(EvidenceNames.Manifests, ct))
        {
            if (string.CompareOrdinal(name, today) >= 0)
                break;
            previous = name;
            if (string.CompareOrdinal(name, first) >= 0 && (await ReadAsync(name, ct)).Exists(entry => IsOf(entry, chain, head)))
                return (previous, true);
        }
        return (previous, false);
    }

    private async Task<AuditEntry> StartAsync(string? previous, DateTimeOffset now, CancellationToken ct)
    {
        if (previous is null)
            return new(now, Actor, DayStart, "", "", "the first manifest");
        var check = new ChainCheck(previous);
        await foreach (var line in store.ReadAsync(previous, ct))
            check.Add(line);
        return new(now, Actor, DayStart, previous, check.Head.Hash, check.Head.Records.ToString(CultureInfo.InvariantCulture));
    }

    private ValueTask<List<AuditEntry>> ReadAsync(string manifest, CancellationToken ct) =>
        store.ReadAsync(manifest, ct).Select(line => AuditLine.Read(line).Entry).ToListAsync(ct);

    // A day's manifest as far as it was read, and the chains and heads that it names.
    private sealed class Day
    {
        public Day(string name) => Manifest = new(name, record =>
        {
            if (record.Entry.Action == RunClosed)
                Closed.Add((record.Entry.Target, record.Entry.Decision));
        });

        public SeenChain Manifest { get; }

        public HashSet<(string Chain, string Hash)> Closed { get; } = [];
    }
}
