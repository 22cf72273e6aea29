using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>What must hold of access audits, whatever people and faults do, judged by what simulated Azure holds.</summary>
internal sealed class AccessInvariants(SimulatedAzure azure, TenantDays tenant, IReadOnlyList<SeenRun> runs)
{
    private const string Escalation = "escalation";

    // A look may still run at the end.
    private static readonly TimeSpan OfLook = TimeSpan.FromMinutes(20);

    private readonly List<SeenRun> _audits =
        [.. runs.Where(run => run.HasReport && run.RunId.StartsWith(AccessCapability.Name + "-", StringComparison.Ordinal))];

    public IEnumerable<Invariant> Of(IReadOnlyList<ChainVerdict> evidence, RehearsalOptions options, DateTimeOffset end) =>
    [
        Rule("every access audit has ended with a report and closed evidence", Ends(evidence, end),
            Invariant($"{_audits.Count} audits of {tenant.Expected.Count}, {runs.Count - _audits.Count} looks")),
        Rule("an access audit finds what is wrong, and nothing else", _audits.SelectMany(Wrong), Invariant(
            $"{tenant.Truth.Planted.Count} planted, {tenant.Moves.Count} moves, {_audits.Sum(run => run.Unknown.Count)} checks unknown")),
        Rule("a right that somebody gave stands in the next access audit", tenant.Rights.SelectMany(Lost),
            Invariant($"{tenant.Rights.Count} rights")),
        Rule("the suite's own identities stand in every access audit",
            from run in _audits
            from identity in azure.Suite.All
            where azure.Roles.Of(identity).Count > 0 && !run.HasRight(identity.PrincipalId)
            select $"{run.RunId} lacks {identity.Name}",
            Invariant($"{_audits.Count} reports")),
        .. new WatchInvariants(azure, tenant, _audits).Of(options, end),
    ];

    /// <summary>A rule, with the first of what breaks it.</summary>
    public static Invariant Rule(string rule, IEnumerable<string> broken, string found)
    {
        var all = broken.ToList();
        var more = all.Count > 3 ? Invariant($"; and {all.Count - 3} more") : "";
        return new(rule, all.Count == 0, all.Count == 0 ? found : string.Join("; ", all.Take(3)) + more);
    }

    private IEnumerable<string> Ends(IReadOnlyList<ChainVerdict> evidence, DateTimeOffset end)
    {
        foreach (var expected in tenant.Expected)
            if (runs.FirstOrDefault(run => run.RunId == expected.RunId) is not { } run)
                yield return $"{expected.RunId} was not started";
            else if (!run.HasReport)
                yield return $"{run.RunId} has no report: {run.Problem}";
            else if (!evidence.Any(chain => EvidenceNames.IsOfRun(chain.Chain, run.RunId) && chain is { IsClosed: true, Problem: null }))
                yield return $"the evidence of {run.RunId} is open";
        foreach (var run in runs.Where(run => run.Problem is not null && run.EndedAt < end - OfLook))
            yield return $"{run.RunId}: {run.Problem}";
    }

    private IEnumerable<string> Wrong(SeenRun run)
    {
        if (tenant.Expected.FirstOrDefault(one => one.RunId == run.RunId) is not { } expected)
            return [];
        // What was read before and after a move is neither the one nor the other.
        var isMoved = tenant.Moves.Any(move => move.At > expected.AsOf && move.At <= run.EndedAt);
        return isMoved ? [] : [.. Missed(run, expected), .. Invented(run, expected), .. OtherWays(run)];
    }

    private static IEnumerable<string> Missed(SeenRun run, ExpectedAudit expected)
    {
        var (found, unknown) = (run.Findings, run.Unknown);
        foreach (var key in expected.Findings.Where(key => !found.Contains(key)).Order(StringComparer.Ordinal))
            if (!unknown.Contains(key.Split(" | ")[0]))
                yield return $"{run.RunId} missed {key}";
        foreach (var (who, ways) in expected.Ways)
            if (!unknown.Contains(Escalation) && !ways.Any(found.Contains))
                yield return $"{run.RunId} missed the escalation of {who}";
    }

    private IEnumerable<string> Invented(SeenRun run, ExpectedAudit expected)
    {
        var allowed = expected.Ways.Values.SelectMany(ways => ways).Concat(expected.Findings).ToHashSet(StringComparer.Ordinal);
        // What the suite's own roles lead to is true, and not planted.
        return run.Findings.Select(one => one.Key)
            .Where(key => !allowed.Contains(key) && !azure.Suite.Has(key.Split(" | ")[1]))
            .Select(key => $"{run.RunId} invented {key}");
    }

    private IEnumerable<string> OtherWays(SeenRun run)
    {
        var found = run.Findings;
        foreach (var one in tenant.Truth.Planted.Where(one => one.Path.Count > 0 && !run.Unknown.Contains(Escalation)))
        {
            var planted = string.Join(" > ", one.Path);
            if (found[ExpectedAudit.Key(one.Check, one.Subject, one.Scope)].FirstOrDefault() is { } way
                && !way.Equals(planted, StringComparison.OrdinalIgnoreCase))
                yield return $"{run.RunId} has another way: {way} in place of {planted}";
        }
    }

    private IEnumerable<string> Lost(AccessMove move)
    {
        var next = tenant.Expected.FirstOrDefault(one => one.AsOf > move.At);
        if (_audits.Find(run => run.RunId == next?.RunId) is not { } audit || audit.Unknown.Contains("standing-privileged"))
            yield break;
        if (!audit.HasRight(move.Subject, move.RoleId, move.Scope))
            yield return $"{audit.RunId} does not know {move.Kind} of {move.Subject} at {move.Scope}";
        else if (audit.HasBefore && !WasPlanted(move) && !audit.HasNew(move.Subject, move.RoleId, move.Scope))
            yield return $"{audit.RunId} does not show as new {move.Kind} of {move.Subject} at {move.Scope}";
    }

    private bool WasPlanted(AccessMove move) => tenant.Truth.Planted.Any(one => one.Check == "standing-privileged"
        && one.Scope == move.Scope && one.Subject.Equals(move.Subject, StringComparison.OrdinalIgnoreCase));
}
