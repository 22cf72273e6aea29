using System.Globalization;
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
public sealed record ChainVerdict(string Chain, long Records, string Hash, bool IsClosed, string? Manifest, string? Problem)
{
    /// <summary>What else there is to say: of a chain that is open, what proves its records; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>What outside of the evidence proves it, and how much of it; null: nothing does.</summary>
    public string? Anchor { get; init; }
}

/// <summary>
/// Says whether chains are whole and where they break: by themselves, against the manifests that name their heads, and against what is
/// known from outside. The last record of a closed chain must be one that a manifest names.
/// </summary>
public static class EvidenceCheck
{
    // A run ends within a day, and one that breaks off is closed within hours of it.
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(2);

    // A change is announced for 30 days, asked for 14 and watched for 7 at most, by the settings' ranges.
    private static readonly TimeSpan LongestChange = TimeSpan.FromDays(52);

    private static readonly string[] Changes = ["/resize-", "/shutdown-"];

    /// <summary>Every chain and every manifest, in ordinal order; a run that only a manifest knows is among them, as missing.</summary>
    public static IAsyncEnumerable<ChainVerdict> AllAsync(IEvidenceFiles files, CancellationToken ct) =>
        AllAsync(files, EvidenceAnchors.None, ct);

    /// <summary>The same, held against what is known from outside; a head that is in no manifest is among them, too.</summary>
    public static IAsyncEnumerable<ChainVerdict> AllAsync(IEvidenceFiles files, EvidenceAnchors anchors, CancellationToken ct) =>
        OfAsync(files, anchors, _ => true, ct);

    /// <summary>The chains of one run; more than one where it was tried again in another month. Empty where there is none.</summary>
    public static Task<IReadOnlyList<ChainVerdict>> OfRunAsync(IEvidenceFiles files, string runId, CancellationToken ct) =>
        OfRunAsync(files, runId, EvidenceAnchors.None, ct);

    /// <inheritdoc cref="OfRunAsync(IEvidenceFiles, string, CancellationToken)"/>
    public static async Task<IReadOnlyList<ChainVerdict>> OfRunAsync(
        IEvidenceFiles files, string runId, EvidenceAnchors anchors, CancellationToken ct) =>
        await OfAsync(files, anchors, chain => EvidenceNames.IsOfRun(chain, runId), ct)
            .Where(verdict => !EvidenceNames.IsManifest(verdict.Chain)).ToListAsync(ct);

    internal static string? AnchorOf(long proven, long records, string? by) =>
        by is null || proven == 0 ? null : proven >= records ? by : Invariant($"{by}, up to record {proven} of {records}");

    // Every manifest, since each may name a run; of the runs' chains only those that are asked for are read.
    private static async IAsyncEnumerable<ChainVerdict> OfAsync(
        IEvidenceFiles files, EvidenceAnchors anchors, Func<string, bool> isAsked, [EnumeratorCancellation] CancellationToken ct)
    {
        var manifests = new ManifestReading();
        await foreach (var manifest in files.NamesAsync(EvidenceNames.Manifests, ct))
            manifests.Add(await ManifestAsync(files, manifest, ct));
        var unknown = anchors.Heads.Where(head => !manifests.Anchor(head)).ToList();
        foreach (var day in manifests.Days)
            yield return day.Verdict;

        var newest = Later(manifests.Newest, anchors.AsOf);
        var named = manifests.Named.Where(one => isAsked(one.Chain)).ToLookup(one => one.Chain, StringComparer.Ordinal);
        var claims = anchors.Claims.Where(one => isAsked(one.Evidence.Chain)).ToLookup(one => one.Evidence.Chain, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var chain in files.NamesAsync("", ct))
            if (!EvidenceNames.IsManifest(chain) && isAsked(chain) && seen.Add(chain))
                yield return await RunAsync(files, new(chain, [.. named[chain]], [.. claims[chain]], newest), ct);
        var known = named.Select(one => one.Key).Concat(claims.Select(one => one.Key)).Distinct(StringComparer.Ordinal);
        foreach (var chain in known.Where(one => !seen.Contains(one)).Order(StringComparer.Ordinal))
            yield return Absent(chain, named[chain].FirstOrDefault(), claims[chain].FirstOrDefault());
        foreach (var head in unknown)
            yield return new($"head {head.Hash}", 0, head.Hash, IsClosed: false, null,
                $"no manifest holds it, as {head.By} says one did: manifests were cut off, removed or written anew");
    }

    private static async Task<ChainVerdict> RunAsync(IEvidenceFiles files, Asked asked, CancellationToken ct)
    {
        var check = new ChainCheck(asked.Chain);
        await ReadAsync(files, asked.Chain, check, _ => { }, ct);
        var head = check.Head;
        var problem = check.Problem
            ?? (EvidenceNames.IsChain(asked.Chain) ? null : "the app gives no such name to a chain")
            ?? asked.Named.Select(one => Missing(check, one.Records, one.Hash, $"its manifest {one.Manifest.Name}"))
                .FirstOrDefault(one => one is not null)
            ?? asked.Claims.Select(one => Missing(check, one.Evidence.Records, one.Evidence.Hash, $"its report {one.Report}"))
                .FirstOrDefault(one => one is not null)
            ?? Unfinished(check, asked);
        var (proven, by) = Proof(asked);
        var manifest = asked.Named.Count == 0 ? null : asked.Named[^1].Manifest.Name;
        return new(asked.Chain, head.Records, head.Hash, check.IsClosed, manifest, problem)
        {
            Note = check.IsClosed ? null : OpenNote(asked),
            Anchor = problem is null ? AnchorOf(proven, head.Records, by) : null,
        };
    }

    private static string? Missing(ChainCheck check, long records, string hash, string who) => check.HashOf(records) switch
    {
        null => Invariant($"its tail is cut off: {check.Head.Records} records, {who} knows {records}"),
        var found when found != hash => Invariant($"record {records} is not the one that {who} knows: the chain was written anew"),
        _ => null,
    };

    private static string? Unfinished(ChainCheck check, Asked asked)
    {
        if (asked.Named.FirstOrDefault(one => !check.IsEnd(one.Records)) is { } open)
            return Invariant($"record {open.Records}, which its manifest {open.Manifest.Name} knows as the end of the run, ends no run");
        if (!check.IsClosed)
            return Stale(check, asked);
        if (asked.Named.Any(one => one.Records == check.Head.Records))
            return null;
        return asked.Named.Count == 0
            ? "it is closed, but no manifest names it: the manifest's record was removed, the chain was added, "
                + "or the run broke off before it was written"
            : Invariant($"it is closed by record {check.Head.Records}, but no manifest names that one, only record ")
                + Invariant($"{asked.Named[^1].Records}: an attempt was added behind it, or the manifest's record was removed");
    }

    // Runs that break off are closed and named; what stays open was cut, or never was a run.
    private static string? Stale(ChainCheck check, Asked asked)
    {
        var longest = Changes.Any(change => asked.Chain.Contains(change, StringComparison.Ordinal)) ? LongestChange : LongestRun;
        return asked.Newest - (check.LastAt ?? EndOfMonth(asked.Chain)) > longest
            ? Invariant(
                $"it is open for more than {longest.TotalDays} days: its end was cut off, its run was ended by force, or it is of no run")
            : null;
    }

    private static string OpenNote(Asked asked) => asked.Named.Count == 0
        ? "under way, or broke off; no manifest names it, and nothing proves how it goes on"
        : Invariant($"its manifest knows {asked.Named[^1].Records} records; another attempt behind them is under way, or broke off");

    // Of a chain without a record there is only its name to go by.
    private static DateTimeOffset? EndOfMonth(string chain) => chain.Split('/') is [_, var year, var month, _]
        && DateOnly.TryParseExact($"{year}-{month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            ? new DateTimeOffset(first.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    private static (long Records, string? By) Proof(Asked asked)
    {
        var proofs = asked.Claims.Select(one => (one.Evidence.Records, By: (string?)$"report {one.Report}"))
            .Concat(asked.Named.Where(one => one.AnchoredBy is not null).Select(one => (one.Records, By: one.AnchoredBy)));
        return proofs.OrderByDescending(one => one.Records).FirstOrDefault();
    }

    private static ChainVerdict Absent(string chain, NamedHead? named, ReportClaim? claim) =>
        new(chain, 0, "", IsClosed: false, named?.Manifest.Name, named is not null
            ? Invariant($"the whole run is missing; its manifest knows {named.Records} records")
            : Invariant($"the whole run is missing; its report {claim?.Report} knows {claim?.Evidence.Records} records"));

    private static async Task<ManifestDay> ManifestAsync(IEvidenceFiles files, string manifest, CancellationToken ct)
    {
        var (check, entries) = (new ChainCheck(manifest), new List<AuditEntry>());
        await ReadAsync(files, manifest, check, record => entries.Add(record.Entry), ct);
        return new(manifest, check, entries);
    }

    /// <summary>Goes over a chain up to the first record that does not fit; a file that is none the check says, too.</summary>
    internal static async Task ReadAsync(
        IEvidenceFiles files, string chain, ChainCheck check, Action<AuditRecord> take, CancellationToken ct)
    {
        try
        {
            await foreach (var line in files.ReadAsync(chain, ct))
            {
                if (check.Add(line) is not { } record)
                    break;
                take(record);
            }
        }
        catch (EvidenceFormException e)
        {
            check.Fail(e.Message);
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other is null || one > other ? one : other;

    private sealed record Asked(
        string Chain, IReadOnlyList<NamedHead> Named, IReadOnlyList<ReportClaim> Claims, DateTimeOffset? Newest);
}
