using OpsFunctions.Simulator.Tenants;

namespace OpsFunctions.Stages.Access;

/// <summary>What an audit found of what is wrong with a generated tenant.</summary>
/// <param name="Missed">Planted, and not found.</param>
/// <param name="Invented">Found, and neither planted nor a consequence.</param>
/// <param name="OtherPaths">Escalations whose path is not the planted one.</param>
internal sealed record AccessScore(
    int Planted, IReadOnlyList<string> Missed, IReadOnlyList<string> Invented, IReadOnlyList<string> OtherPaths)
{
    public bool IsRight => Missed.Count == 0 && Invented.Count == 0 && OtherPaths.Count == 0;

    public static AccessScore Of(AuditedTenant audited, TenantTruth truth)
    {
        var found = audited.Findings.ToLookup(one => one.Key, StringComparer.Ordinal);
        var planted = truth.Planted.ToLookup(one => $"{one.Check} | {one.Subject} | {one.Scope}", StringComparer.Ordinal);
        var paths = from one in truth.Planted
                    where one.Path.Count > 0
                    let own = found[$"{one.Check} | {one.Subject} | {one.Scope}"].FirstOrDefault()
                    where own is not null && !own.Path.SequenceEqual(one.Path, StringComparer.OrdinalIgnoreCase)
                    select $"{one.How}: {string.Join(" > ", own.Path)} in place of {string.Join(" > ", one.Path)}";
        return new(
            planted.Count, [.. planted.Where(one => !found.Contains(one.Key)).Select(one => one.Key).Order(StringComparer.Ordinal)],
            [.. found.Where(one => !planted.Contains(one.Key)).Select(one => one.Key).Order(StringComparer.Ordinal)], [.. paths]);
    }
}
