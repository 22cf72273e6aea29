using System.Globalization;
using OpsFunctions.Orchestrations.Rightsizing.Advising;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>The figures of one form on one choice of machines. USD are a month's, summed over all advices.</summary>
internal sealed record RealScore
{
    public required int Advices { get; init; }

    public required int Machines { get; init; }

    /// <summary>Advices by kind.</summary>
    public required IReadOnlyDictionary<string, int> Kinds { get; init; }

    public required int Cheaper { get; init; }

    public required int Harmful { get; init; }

    /// <summary>Of the harmful ones those to a burstable size.</summary>
    public required int HarmfulBurstable { get; init; }

    public required double MinutesAbove { get; init; }

    public required double Found { get; init; }

    public required double OfSameHeadroom { get; init; }

    public required double OfBrim { get; init; }

    public required int AdvisorCheaper { get; init; }

    public required int AdvisorHarmful { get; init; }

    public required double AdvisorOfSameHeadroom { get; init; }

    /// <summary>
    /// Of the sizes by Advisor's rule as published those that Azure would refuse, or on which a machine loses what it is built with.
    /// </summary>
    public required int AdvisorImpossible { get; init; }

    /// <summary>Of the suite's own sizes those that Azure would refuse.</summary>
    public required int Impossible { get; init; }

    /// <summary>What the rule as published finds where the impossible counts as found.</summary>
    public required double AdvisorAsPublishedOfSameHeadroom { get; init; }

    public required int AdvisorShutdowns { get; init; }

    public required int AdvisorShutdownsBusy { get; init; }

    public required int Shutdowns { get; init; }

    public required int ShutdownsBusy { get; init; }

    public required int ShutdownsBusyLong { get; init; }

    /// <summary>Rows under 3 % for all days ahead, and how many of them were found.</summary>
    public required int Quiet { get; init; }

    public required int QuietFound { get; init; }

    public required int Dearer { get; init; }

    public required int DearerNeeded { get; init; }

    public required double DearerCost { get; init; }

    /// <summary>Machines whose kind of advice changed twice or more.</summary>
    public required int Flipping { get; init; }

    public required int LoopResizes { get; init; }

    public required int LoopReverted { get; init; }

    /// <summary>Minutes above the limit a machine and month, 99th percentile by nearest rank, and machines over ten.</summary>
    public required double LoopP99 { get; init; }

    public required int LoopOverTen { get; init; }

    public required double LoopMean { get; init; }

    public static RealScore Of(IReadOnlyList<RealRow> rows, IReadOnlyList<LoopEnd> loops)
    {
        var sized = rows.Where(row => !row.IsShutdown).ToList();
        var cheaper = sized.Where(row => row.IsCheaper(row.Target)).ToList();
        var harmful = cheaper.Where(row => row.IsHarm(row.Target)).ToList();
        var advisor = sized.Where(row => row.IsCheaper(row.Advisor)).ToList();
        var (same, brim) = (sized.Sum(row => row.Saving(row.SameHeadroom)), sized.Sum(row => row.Saving(row.Brim)));
        var found = cheaper.Where(row => !row.IsHarm(row.Target)).Sum(row => row.Saving(row.Target));
        var shutdowns = rows.Where(row => row.IsShutdown).ToList();
        var theirs = rows.Where(row => row.AdvisorShutsDown).ToList();
        var quiet = rows.Where(row => row.WorkSamples == 0).ToList();
        var dearer = sized.Where(row => row.IsDearer).ToList();
        var minutes = loops.Select(loop => loop.MinutesAMonth).Order().ToList();
        return new()
        {
            Advices = rows.Count,
            Machines = rows.Select(row => row.Recording.Name).Distinct(StringComparer.Ordinal).Count(),
            Kinds = rows.GroupBy(KindOf).OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal),
            Cheaper = cheaper.Count,
            Harmful = harmful.Count,
            HarmfulBurstable = harmful.Count(row => row.Target!.IsBurstable),
            MinutesAbove = 5d * cheaper.Sum(row => Math.Max(
                0, row.Ahead.Share(row.Present.Name) - row.Ahead.Share(row.Target!.Name)) * row.Ahead.Count),
            Found = found,
            OfSameHeadroom = found / same,
            OfBrim = found / brim,
            AdvisorCheaper = advisor.Count,
            AdvisorHarmful = advisor.Count(row => row.IsHarm(row.Advisor)),
            AdvisorOfSameHeadroom = advisor.Where(row => !row.IsHarm(row.Advisor)).Sum(row => row.Saving(row.Advisor)) / same,
            AdvisorImpossible = sized.Count(row => row.IsCheaper(row.AdvisorAsPublished) && row.IsImpossible(row.AdvisorAsPublished)),
            AdvisorAsPublishedOfSameHeadroom = sized
                .Where(row => row.IsCheaper(row.AdvisorAsPublished) && !row.IsHarm(row.AdvisorAsPublished))
                .Sum(row => row.Saving(row.AdvisorAsPublished)) / same,
            Impossible = rows.Count(row => row.IsImpossible(row.Target)),
            AdvisorShutdowns = theirs.Count,
            AdvisorShutdownsBusy = theirs.Count(row => row.BusySamples > 3),
            Shutdowns = shutdowns.Count,
            ShutdownsBusy = shutdowns.Count(row => row.BusySamples > 0),
            ShutdownsBusyLong = shutdowns.Count(row => row.BusySamples > 3),
            Quiet = quiet.Count,
            QuietFound = quiet.Count(row => row.IsShutdown),
            Dearer = dearer.Count,
            DearerNeeded = dearer.Count(row => row.IsNeededAgain),
            DearerCost = -dearer.Sum(row => row.Saving(row.Target)),
            Flipping = rows.GroupBy(row => row.Recording.Name, StringComparer.Ordinal).Count(Flips),
            LoopResizes = loops.Sum(loop => loop.Resizes),
            LoopReverted = loops.Sum(loop => loop.Reverted),
            LoopP99 = minutes.Count == 0 ? 0 : minutes[(int)Math.Ceiling(0.99 * minutes.Count) - 1],
            LoopOverTen = minutes.Count(one => one > 10),
            LoopMean = minutes.Count == 0 ? 0 : minutes.Average(),
        };
    }

    private static bool Flips(IEnumerable<RealRow> ofMachine)
    {
        var kinds = ofMachine.OrderBy(row => row.Run).Select(KindOf).ToList();
        return kinds.Zip(kinds.Skip(1)).Count(pair => pair.First != pair.Second) >= 2;
    }

    private static string KindOf(RealRow row) => row.Advice.Kind != AdviceKind.Resize
        ? row.Advice.Kind.ToString().ToLowerInvariant()
        : row.IsDearer ? "dearer" : "cheaper";

    public IEnumerable<(string Name, string Figure)> Lines() =>
    [
        ("advices, machines", Text($"{Advices:N0}, {Machines}")),
        ("by kind", string.Join(", ", Kinds.Select(kind => Text($"{kind.Key} {kind.Value:N0}")))),
        ("harmful of the cheaper", Text(
            $"{Harmful} of {Cheaper} ({(double)Harmful / Math.Max(1, Cheaper):P1}; {HarmfulBurstable} burstable)")),
        ("Advisor's", Text($"{AdvisorHarmful} of {AdvisorCheaper} ({(double)AdvisorHarmful / Math.Max(1, AdvisorCheaper):P1})")),
        ("impossible (Advisor's, as published)", Text($"{Impossible} ({AdvisorImpossible})")),
        ("minutes above the limit, of all cheaper", Text($"{MinutesAbove:N0}")),
        ("harmless saving, USD a month", Text($"{Found:N0}")),
        ("... of the same headroom", Text(
            $"{OfSameHeadroom:P1} (Advisor {AdvisorOfSameHeadroom:P1}, as published {AdvisorAsPublishedOfSameHeadroom:P1})")),
        ("... to the brim", Text($"{OfBrim:P1}")),
        ("off: followed by over 20 % CPU", Text(
            $"{ShutdownsBusy} of {Shutdowns}, {ShutdownsBusyLong} for more than 15 minutes ({(double)ShutdownsBusyLong / Math.Max(1, Shutdowns):P1})")),
        ("Advisor's", Text($"{AdvisorShutdownsBusy} of {AdvisorShutdowns} for more than 15 minutes")),
        ("under 3 % ahead, found", Text($"{QuietFound} of {Quiet} ({(double)QuietFound / Math.Max(1, Quiet):P1})")),
        ("dearer, needed again", Text(
            $"{DearerNeeded} of {Dearer} ({(double)DearerNeeded / Math.Max(1, Dearer):P1}), {DearerCost:N0} USD")),
        ("machines that flip twice", Text($"{Flipping} of {Machines}")),
        ("whole loop: minutes a machine and month, P99", Text(
            $"{LoopP99:N1} (mean {LoopMean:N2}, over ten: {LoopOverTen}; {LoopResizes} resizes, {LoopReverted} taken back)")),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
