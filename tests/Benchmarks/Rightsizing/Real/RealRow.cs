using System.Collections.Concurrent;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Simulator.Sizes;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>What one machine was advised in one run, and what became of it in the days ahead.</summary>
/// <param name="Target">The advised size; null where none is.</param>
/// <param name="Advisor">The size by Azure Advisor's rule; null: keep, or shut down.</param>
/// <param name="SameHeadroom">The cheapest size for the days ahead with the same headroom; null where it is no saving.</param>
/// <param name="Brim">The cheapest size that just carries them.</param>
internal sealed record RealRow(
    RealRecording Recording, RealWalk Walk, int Run, Advice Advice, Size Present, Size? Target, Size? Advisor, bool AdvisorShutsDown,
    Size? SameHeadroom, Size? Brim, Replay Ahead, Demand Demand)
{
    public int BusySamples { get; init; }

    public int WorkSamples { get; init; }

    public int CutOffSamples { get; init; }

    /// <summary>Days by which it is scored, 7 to 30; time in which the machine was off is among them.</summary>
    public double DaysAhead => Ahead.Days;

    public bool IsShutdown => Advice.Kind == AdviceKind.Unused;

    /// <summary>The size by Azure Advisor's rule as it is published, which does not ask whether Azure would give it.</summary>
    public Size? AdvisorAsPublished { get; init; }

    /// <summary>Azure would refuse it, or the machine would lose what it is built with.</summary>
    public bool IsImpossible(Size? size) => size is not null && !Walk.IsPossible(size);

    // What is off costs nothing whatever its size.
    public double Saving(Size? size) =>
        size is null ? 0 : (Walk.PriceOf(Present) - Walk.PriceOf(size)) * 730 * Ahead.RunningShare;

    public bool IsCheaper(Size? size) => size is not null && Saving(size) > 0;

    /// <summary>USD a month that a harmless cheaper size saves.</summary>
    public double Found => IsCheaper(Target) && !IsHarm(Target) ? Saving(Target) : 0;

    public bool IsDearer => Target is not null && Saving(Target) <= 0;

    /// <summary>Carries under 99.9 % of the samples ahead, and less than the old size.</summary>
    public bool IsHarm(Size? size) =>
        size is not null && Ahead.Share(size.Name) < Math.Min(OpsFunctions.Simulator.Truth.Enough, Ahead.Share(Present.Name));

    /// <summary>More of the samples ahead than 0.1 % were cut off by the old size.</summary>
    public bool IsNeededAgain => CutOffSamples > (1 - OpsFunctions.Simulator.Truth.Enough) * Ahead.Count;
}

/// <summary>
/// Walks a recording forward: an advice each week as the suite would give it, beside Advisor's rule and who knows what follows.
/// </summary>
/// <param name="possible">Sizes that Azure would give the machine, and on which it loses nothing that it is built with.</param>
internal sealed class RealWalk(
    Machine machine, Offer offer, IReadOnlyDictionary<string, VmSize> sizes, IReadOnlySet<string> possible, RightsizingOptions options)
{
    public const int DaysAhead = 30;

    /// <summary>Fewer days than this say nothing of an advice.</summary>
    public const int LeastDaysAhead = 7;

    private const int DaysBetweenRuns = 7;

    // The day that decides which sizes Azure is about to end; the recordings are older than most sizes.
    public static readonly DateTimeOffset Today = Local.Cli.Rehearsal.RehearsalOptions.Start;

    private readonly ConcurrentDictionary<(RealRecording, string, int), Demand> _demands = [];
    private IReadOnlyList<(RealRecording Recording, RealWalk Walk)> _companions = [];

    public Offer Offer => offer;

    public IReadOnlyDictionary<string, VmSize> Sizes => sizes;

    public RightsizingOptions Options => options;

    /// <summary>The first sample after each run.</summary>
    public IEnumerable<int> Runs(RealRecording recording)
    {
        for (var day = options.LookBackDays; day + LeastDaysAhead <= recording.Days; day += DaysBetweenRuns)
            yield return day * RealRecording.StepsPerDay;
    }

    /// <summary>The size it has before the first advice.</summary>
    public Size Present => offer.Find(machine.Size)!;

    public bool IsProduction => OpsTags.Read(machine.Tags, Mode.Report).IsProduction;

    public Machine With(Size size, string? floor)
    {
        var tags = new Dictionary<string, string>(machine.Tags, StringComparer.OrdinalIgnoreCase);
        if (floor is not null)
            tags["ops:floor"] = floor;
        return machine with { Size = size.Name, Tags = tags };
    }

    public bool IsPossible(Size size) => possible.Contains(size.Name);

    public double PriceOf(Size size) => RightsizingPolicy.Price(machine, size) ?? double.NaN;

    /// <summary>Of all runs that enough days of running time follow.</summary>
    public IEnumerable<RealRow> Rows(RealRecording recording)
    {
        foreach (var (run, at) in Runs(recording).Index())
            if (recording.Running(at, StepsAhead(recording, at)).Count() >= LeastDaysAhead * RealRecording.StepsPerDay)
                yield return Row(recording, run, at);
    }

    /// <summary>
    /// The same machine, one of a group whose owner has tagged it: what the others need on their first size counts for it.
    /// </summary>
    public RealWalk Among(string group, IReadOnlyList<(RealRecording Recording, RealWalk Walk)> companions)
    {
        var tags = new Dictionary<string, string>(machine.Tags, StringComparer.OrdinalIgnoreCase) { ["ops:group"] = group };
        return new(machine with { Tags = tags }, offer, sizes, possible, options) { _companions = companions };
    }

    /// <summary>What the suite says of a machine at a moment.</summary>
    /// <param name="since">The sample from which on it has the present size; runs before that remember nothing.</param>
    public (Advice Advice, Demand Demand) Advise(RealRecording recording, Machine asSeen, Size present, int at, int since = 0)
    {
        var demand = Remembering(recording, present, at, since);
        var moment = Moment(recording, at);
        var others = _companions.Select(other => other.Walk.DemandUpTo(other.Recording, moment)).OfType<Demand>()
            .Select(needed => new Companion(machine, Present.Name, needed));
        var groups = Companions.Of([new Companion(machine, Present.Name, demand), .. others]);
        return (RightsizingPolicy.Advise(
            asSeen, OpsTags.Read(asSeen.Tags, Mode.Report), Companions.Needed(demand, groups), offer, options, Today), demand);
    }

    // Null where it was not recorded then, or for too short a time.
    private Demand? DemandUpTo(RealRecording recording, DateTimeOffset moment)
    {
        var at = (int)((moment - recording.Start) / TimeSpan.FromMinutes(5));
        return at >= options.LookBackDays * RealRecording.StepsPerDay && at <= recording.Samples.Length
            ? Remembering(recording, Present, at, 0)
            : null;
    }

    // With what the runs before have left.
    private Demand Remembering(RealRecording recording, Size present, int at, int since)
    {
        IReadOnlyList<RunPeaks> known = [];
        var (days, lookBack) = (options.RememberedDays, options.LookBackDays);
        var first = Math.Max(at - days * RealRecording.StepsPerDay, since + lookBack * RealRecording.StepsPerDay);
        foreach (var run in Runs(recording).Where(run => run >= first && run < at))
            known = RememberedPeaks.After(known, Peaks.Of(DemandAt(recording, present, run)), Moment(recording, run), days);
        return DemandAt(recording, present, at) with { Before = RememberedPeaks.Before(known, Moment(recording, at), days) };
    }

    private Demand DemandAt(RealRecording recording, Size present, int at)
    {
        var count = options.LookBackDays * RealRecording.StepsPerDay;
        return _demands.GetOrAdd(
            (recording, present.Name, at), _ => DemandPolicy.Of(recording.Seen(present, at - count, count), present));
    }

    private static DateTimeOffset Moment(RealRecording recording, int at) => recording.Start + TimeSpan.FromMinutes(5) * at;

    private static int StepsAhead(RealRecording recording, int at) =>
        Math.Min(DaysAhead * RealRecording.StepsPerDay, recording.Samples.Length - at);

    private RealRow Row(RealRecording recording, int run, int at)
    {
        var present = Present;
        var (advice, demand) = Advise(recording, machine, present, at);
        var ahead = StepsAhead(recording, at);
        var replay = new Replay(recording, at, ahead, sizes);
        var back = options.LookBackDays * RealRecording.StepsPerDay;
        var mean = recording.Running(at - back, back).Select(sample => sample.Vcpus).DefaultIfEmpty().Average();
        var read = new MachineReading(machine, demand, mean, offer);
        var known = new KnownFuture(this, machine, present, demand, replay);
        return new(
            recording, this, run, advice, present, advice.Target is null ? null : offer.Find(advice.Target),
            AdvisorRule.Target(read, IsPossible), AdvisorRule.ShutsDown(read),
            known.SameHeadroom(), known.ToTheBrim(), replay, demand)
        {
            AdvisorAsPublished = AdvisorRule.Target(read),
            BusySamples = recording.SamplesOver(20, at, ahead),
            WorkSamples = recording.SamplesOver(3, at, ahead),
            CutOffSamples = recording.CutOffSamples(present, at, ahead),
        };
    }
}
