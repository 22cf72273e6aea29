using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>What a check found out about a chain.</summary>
/// <param name="Chain">Its name.</param>
/// <param name="Records">Records that fit.</param>
/// <param name="Hash">Hash of the last of them.</param>
/// <param name="IsClosed">It ends as a run ends; a run still under way has no end yet.</param>
/// <param name="Manifest">The daily manifest that names it; null where none does.</param>
/// <param name="Problem">Where it breaks; null where it is whole.</param>
public sealed record ChainVerdict(string Chain, long Records, string Hash, bool IsClosed, string? Manifest, string? Problem);

/// <summary>Says whether chains are whole and where they break: by themselves, and against the manifests that name their heads.</summary>
public static class EvidenceCheck
{
    /// <summary>Every chain and every manifest, in ordinal order; a run that only a manifest knows is among them, as missing.</summary>
    public static IAsyncEnumerable<ChainVerdict> AllAsync(IEvidenceFiles files, CancellationToken ct) => OfAsync(files, _ => true, ct);

    /// <summary>The chains of one run; more than one where it was tried again in another month. Empty where there is none.</summary>
    public static async Task<IReadOnlyList<ChainVerdict>> OfRunAsync(IEvidenceFiles files, string runId, CancellationToken ct) =>
        await OfAsync(files, chain => EvidenceNames.IsOfRun(chain, runId), ct)
            .Where(verdict => !EvidenceNames.IsManifest(verdict.Chain)).ToListAsync(ct);

    // Every manifest, since each may name a run; of the runs' chains only those that are asked for are read.
    private static async IAsyncEnumerable<ChainVerdict> OfAsync(IEvidenceFiles files, Func<string, bool> isAsked, [EnumeratorCancellation] CancellationToken ct)
    {
        var named = new Dictionary<string, List<Named>>(StringComparer.Ordinal);
        ChainCheck? previous = null;
        string? previousName = null;
        await foreach (var manifest in files.NamesAsync(EvidenceNames.Manifests, ct))
        {
            var (check, entries) = await ReadAsync(files, manifest, ct);
            foreach (var one in entries.Where(entry => entry.Action == DailyManifest.RunClosed && isAsked(entry.Target)))
                Add(named, manifest, one);
            yield return new(manifest, check.Head.Records, check.Head.Hash, IsClosed: true, null,
                check.Problem ?? Following(entries.Count == 0 ? null : entries[0], previousName, previous));
            (previous, previousName) = (check, manifest);
        }

        await foreach (var chain in files.NamesAsync("", ct))
            if (!EvidenceNames.IsManifest(chain) && isAsked(chain))
                yield return await RunAsync(files, chain, named.Remove(chain, out var known) ? known : [], ct);
        foreach (var (chain, known) in named.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            yield return new(chain, 0, "", IsClosed: false, known[0].Manifest, Invariant($"the whole run is missing; its manifest knows {known[0].Records} records"));
    }

    private static async Task<ChainVerdict> RunAsync(IEvidenceFiles files, string chain, List<Named> named, CancellationToken ct)
    {
        var (check, _) = await ReadAsync(files, chain, ct);
        var problem = check.Problem
            ?? named.Select(one => Missing(check, one)).FirstOrDefault(missing => missing is not null)
            ?? (check.IsClosed && named.Count == 0 ? "it is closed, but no manifest names it: the manifest's record was removed, or the run broke off before it was written" : null);
        return new(chain, check.Head.Records, check.Head.Hash, check.IsClosed, named.Count == 0 ? null : named[^1].Manifest, problem);
    }

    private static string? Missing(ChainCheck check, Named named) => check.HashOf(named.Records) switch
    {
        null => Invariant($"its tail is cut off: {check.Head.Records} records, its manifest {named.Manifest} knows {named.Records}"),
        var hash when hash != named.Hash => Invariant($"record {named.Records} is not the one that its manifest {named.Manifest} knows: the chain was written anew"),
        _ => null,
    };

    // The head may have moved on after the next day began, when a run closed at midnight; it must still be in the manifest.
    private static string? Following(AuditEntry? start, string? previousName, ChainCheck? previous)
    {
        if (start is not { Action: DailyManifest.DayStart })
            return "it does not begin as manifests do";
        if (start.Target != (previousName ?? ""))
            return start.Target.Length == 0 ? $"it says it is the first, but {previousName} lies before it" : $"the manifest before it, {start.Target}, is missing";
        return previous is null || previous.HashOf(DailyManifest.RecordsOf(start)) == start.Decision
            ? null
            : $"{previousName} does not hold the record that it was begun behind: its tail is cut off, or it was written anew";
    }

    private static async Task<(ChainCheck Check, List<AuditEntry> Entries)> ReadAsync(IEvidenceFiles files, string chain, CancellationToken ct)
    {
        var check = new ChainCheck(chain);
        var entries = new List<AuditEntry>();
        await foreach (var line in files.ReadAsync(chain, ct))
        {
            if (check.Add(line) is not { } record)
                break;
            if (EvidenceNames.IsManifest(chain))
                entries.Add(record.Entry);
        }
        return (check, entries);
    }

    private static void Add(Dictionary<string, List<Named>> named, string manifest, AuditEntry entry)
    {
        if (!named.TryGetValue(entry.Target, out var known))
            named[entry.Target] = known = [];
        known.Add(new(manifest, entry.Decision, DailyManifest.RecordsOf(entry)));
    }

    private sealed record Named(string Manifest, string Hash, long Records);
}
