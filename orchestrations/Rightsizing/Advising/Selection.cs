using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Sizes;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>A size that meets every constraint.</summary>
/// <param name="PricePerHour">What this machine would pay for it, USD an hour.</param>
/// <param name="Differences">What else changes with it.</param>
internal sealed record Fit(Size Size, double PricePerHour, IReadOnlyList<string> Differences);

/// <summary>
/// All other sizes of an offer, asked once each: those that fit, best first (cheapest, then fewest differences of platform, then
/// newest hardware), and those that one constraint excludes.
/// </summary>
internal sealed class Selection
{
    private readonly List<(Size Size, double Price, string Constraint, string Reason)> _excluded = [];

    private Selection(IEnumerable<Candidate> candidates)
    {
        var fits = new List<Fit>();
        foreach (var candidate in candidates)
        {
            // Without a price it is neither cheaper nor dearer, so it cannot be chosen.
            if (RightsizingPolicy.Price(candidate.Machine, candidate.Target) is not { } price)
                continue;
            if (SizeRules.FirstThatExcludes(candidate) is { } exclusion)
                _excluded.Add((candidate.Target, price, exclusion.Rule.Name, exclusion.Reason));
            else
                fits.Add(new(candidate.Target, price, PlatformDifferences.Of(candidate.Present, candidate.Target)));
        }
        Fits =
        [
            .. fits.OrderBy(fit => fit.PricePerHour)
                .ThenBy(fit => fit.Differences.Count)
                .ThenByDescending(fit => SizeName.Read(fit.Size.Name)?.Version ?? 0)
                .ThenBy(fit => fit.Size.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Sizes that fit, best first.</summary>
    public IReadOnlyList<Fit> Fits { get; }

    public static Selection Of(IEnumerable<Candidate> candidates) => new(candidates);

    /// <summary>Why each size that is cheaper than the given price is none, grouped by constraint, in the order of the rules.</summary>
    public IReadOnlyList<Exclusion> Cheaper(double perHour) =>
    [
        .. _excluded.Where(one => one.Price < perHour)
            .OrderBy(one => one.Price).ThenBy(one => one.Size.Name, StringComparer.Ordinal)
            .GroupBy(one => one.Constraint, StringComparer.Ordinal)
            .OrderBy(group => SizeRules.PlaceOf(group.Key))
            .Select(group => new Exclusion(
                group.Key,
                group.MaxBy(one => (one.Size.Vcpus, one.Size.MemoryGiB)).Reason,
                [.. group.Select(one => one.Size.Name)])),
    ];
}
