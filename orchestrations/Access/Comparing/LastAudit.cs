using System.Globalization;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Comparing;

/// <summary>What the next audit is compared with: object ids, no names.</summary>
/// <param name="Findings">Keys of the findings.</param>
[StateDocument(
    Name,
    Loss = "the next audit cannot tell what is new, and says so",
    Damage = "the same",
    Mend = "nothing is needed; the next audit writes it anew")]
public sealed record LastAudit(string RunId, DateTimeOffset AsOf, IReadOnlyList<Grant> Grants, IReadOnlyList<string> Findings)
{
    public const string Name = "access/last-audit";

    /// <summary>A list that had so many rows and has none is doubted; of one alone it is plain that somebody took it away.</summary>
    private const int Doubtful = 2;

    /// <summary>Rows of each list of a scope; those without any are left out.</summary>
    [MayBeMissing]
    public IReadOnlyDictionary<string, int> Lists { get; init; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// An answer without any row looks the same as one that was cut: where the last audit saw several, nobody knows until the next
    /// audit sees none either.
    /// </summary>
    public TenantFacts Doubt(TenantFacts facts)
    {
        var gaps = new List<Gap>(facts.Gaps);
        foreach (var (key, rows) in facts.Lists.Where(one => one.Value == 0).OrderBy(one => one.Key, StringComparer.Ordinal))
            if (Lists.GetValueOrDefault(key) is >= Doubtful and var before && PartOf(key) is var (part, scope)
                && !facts.Gaps.Any(gap => gap.What == part && gap.Scope == scope))
                gaps.Add(new(part, scope, string.Create(
                    CultureInfo.InvariantCulture, $"the list is empty and had {before} rows at the last audit; the next audit decides")));
        return gaps.Count == facts.Gaps.Count ? facts : facts with { Gaps = gaps };
    }

    private static (Part Part, string Scope) PartOf(string key) =>
        (Enum.Parse<Part>(key[..key.IndexOf(' ', StringComparison.Ordinal)]), key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    /// <summary>What could not be read and was there before, so that it is not new once it can be read again.</summary>
    /// <param name="facts">As they were read, without doubts.</param>
    /// <param name="last">The audit before; null: there is none.</param>
    public static LastAudit Of(string runId, TenantFacts facts, AuditResult result, LastAudit? last = null)
    {
        // Of a list that could not be read, what was there before is what an empty one is doubted for.
        var lists = facts.Lists.Select(one => new KeyValuePair<string, int>(one.Key, facts.Gaps.Any(gap => TenantFacts.ListKey(
            gap.What, gap.Scope) == one.Key)
            ? last?.Lists.GetValueOrDefault(one.Key) ?? 0
            : one.Value));
        var unknown = result.Changes.Where(change => change.Kind == ChangeKind.Unknown).Select(change => change.Grant);
        return new(runId, facts.AsOf, [.. facts.Grants.Concat(unknown).OrderBy(grant => grant.Key, StringComparer.Ordinal)],
            [.. result.Findings.Select(one => one.Finding.Key).Concat(result.Unseen).Order(StringComparer.Ordinal)])
        {
            Lists = new SortedDictionary<string, int>(
                lists.Where(one => one.Value > 0).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        };
    }
}
