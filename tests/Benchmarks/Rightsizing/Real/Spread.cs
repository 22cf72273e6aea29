using System.Globalization;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>
/// How far chance moves the figures: as many machines as there are, drawn with replacement (a bootstrap), 1,000 times. Machines are
/// drawn, not advices, since the advices of one machine are alike. The same seed gives the same figures.
/// </summary>
internal static class Spread
{
    private const int Draws = 1_000;

    private static readonly (string Name, string Format, Func<RealScore, double> Figure, Func<RealScore, bool> Holds)[] Figures =
    [
        ("harmful of the cheaper, at most 1 %", "P1", score => Share(score.Harmful, score.Cheaper),
            score => Share(score.Harmful, score.Cheaper) <= 0.01),
        ("... of the same headroom, at least 90 %", "P1", score => score.OfSameHeadroom, score => score.OfSameHeadroom >= 0.9),
        ("... more than Advisor's", "P1", score => score.OfSameHeadroom - score.AdvisorOfSameHeadroom,
            score => score.OfSameHeadroom >= score.AdvisorOfSameHeadroom),
        ("off, then over 20 % CPU, at most 1 %", "P1", score => Share(score.ShutdownsBusyLong, score.Shutdowns),
            score => Share(score.ShutdownsBusyLong, score.Shutdowns) <= 0.01),
        ("under 3 % ahead, found, at least 80 %", "P1", score => Share(score.QuietFound, score.Quiet),
            score => Share(score.QuietFound, score.Quiet) >= 0.8),
        ("dearer, needed again, at least 70 %", "P1", score => Share(score.DearerNeeded, score.Dearer),
            score => Share(score.DearerNeeded, score.Dearer) >= 0.7),
        ("whole loop, P99, at most 10 minutes", "N1", score => score.LoopP99, score => score.LoopP99 <= 10),
    ];

    /// <summary>A line a figure: what nine of ten draws lie within, and in how many of the draws the target holds.</summary>
    /// <param name="machines">What became of each machine, scored once before, so that its replays are known.</param>
    public static IEnumerable<(string Name, string Figure)> Lines(IReadOnlyList<(IReadOnlyList<RealRow> Rows, LoopEnd Loop)> machines)
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, Draws)
            .Select(_ => Enumerable.Range(0, machines.Count).Select(_ => machines[random.Next(machines.Count)]).ToList())
            .Select(one => RealScore.Of([.. one.SelectMany(machine => machine.Rows)], [.. one.Select(machine => machine.Loop)]))
            .ToList();
        foreach (var (name, format, figure, holds) in Figures)
        {
            var sorted = drawn.Select(figure).Order().ToList();
            var (low, high) = (sorted[Draws / 20], sorted[Draws - 1 - Draws / 20]);
            yield return (name, string.Create(CultureInfo.InvariantCulture,
                $"{low.ToString(format, CultureInfo.InvariantCulture)} to {high.ToString(format, CultureInfo.InvariantCulture)}, holds in {drawn.Count(holds) / (double)Draws:P0}"));
        }
    }

    private static double Share(int part, int whole) => (double)part / Math.Max(1, whole);
}
