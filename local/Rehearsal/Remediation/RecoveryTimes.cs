using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>How long outages lasted, simulated: figures of simulated Azure, not of any real one.</summary>
/// <param name="Outages">Those that began, returns included.</param>
/// <param name="Cured">Those that the suite mended.</param>
/// <param name="MedianMinutes">From the begin of an outage to its end in truth, of those that the suite mended; 0: none.</param>
/// <param name="P90Minutes">Nine of ten were as short.</param>
/// <param name="WithoutMinutes">Without the suite, assumed: a person is called, looks and mends within an hour.</param>
internal sealed record RecoveryTimes(int Outages, int Cured, double MedianMinutes, double P90Minutes, int WithoutMinutes)
{
    private const int Assumed = 60;

    /// <summary>By what became of them, how many.</summary>
    public IReadOnlyDictionary<string, int> Fates { get; init; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    public static RecoveryTimes Of(RemediationFacts facts, OutageFates fates)
    {
        var all = facts.Outages.Select(one => (Outage: one, Fate: fates.Of(one))).ToList();
        var minutes = all.Where(one => one is { Fate: Fate.Cured, Outage.EndedAt: not null })
            .Select(one => (one.Outage.EndedAt!.Value - one.Outage.BeganAt).TotalMinutes).Order().ToList();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, fate) in all)
            counts[fate.ToString()] = counts.GetValueOrDefault(fate.ToString()) + 1;
        return new(all.Count, minutes.Count, At(minutes, 0.5), At(minutes, 0.9), Assumed) { Fates = counts };
    }

    public override string ToString()
    {
        var fates = string.Join(", ", Fates.Select(one => Invariant($"{one.Value} {one.Key}")));
        var with = Invariant($"simulated: {Cured} of {Outages} outages mended by the suite, after {MedianMinutes:0.0} minutes (median)");
        return Invariant($"{with}, {P90Minutes:0.0} (nine of ten); without it {WithoutMinutes} minutes are assumed; {fates}");
    }

    private static double At(List<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)], 1);
}
