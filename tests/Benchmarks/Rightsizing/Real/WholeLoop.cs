using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Watching;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>What a machine went through: the minutes in which its size carried less than its first one would have.</summary>
/// <param name="Resizes">Cheaper sizes that it was given.</param>
/// <param name="Reverted">Of these, those that the watch took back.</param>
internal sealed record LoopEnd(RealRecording Recording, int Resizes, int Reverted, double MinutesAMonth);

/// <summary>
/// The whole loop on a recording, as the suite does it by default: a cheaper size that was advised twice in a row is applied, watched for
/// 48 hours, then each hour for <see cref="ChangeOptions.LaterWatchDays"/>, and where it is too small taken back: at once, in production
/// at 01:00 UTC, since nobody answers at night; then its old size is its floor. Figures of another size give no advice. Dearer sizes need a
/// yes, and get none.
/// </summary>
internal static class WholeLoop
{
    private const int Steps = 6;
    private const int StepsPerHour = 12;
    private const int StepsOfATakeBack = 3;
    private static readonly ChangeOptions Changes = new();

    public static LoopEnd Of(RealWalk walk, RealRecording recording)
    {
        var first = walk.Present;
        var size = first;
        string? floor = null;
        var (runs, resizedAt, resizes, reverted, lost) = (0, int.MinValue, 0, 0, 0);
        string? target = null;
        var (bank, old) = (new Bank(walk.Sizes[size.Name]), new Bank(walk.Sizes[first.Name]));
        var grains = new List<WatchGrain>();
        var highs = new Queue<HighGrain>();
        WatchBefore? before = null;
        LaterBefore? known = null;
        var revertAt = int.MaxValue;
        var start = walk.Options.LookBackDays * RealRecording.StepsPerDay;
        var due = walk.Runs(recording).ToHashSet();
        for (var at = start; at < recording.Samples.Length; at++)
        {
            if (due.Contains(at) && (resizedAt < 0 || at - resizedAt >= walk.Options.LookBackDays * RealRecording.StepsPerDay))
            {
                var advice = walk.Advise(recording, walk.With(size, floor), size, at, Math.Max(0, resizedAt)).Advice;
                runs = advice.Target is null ? 0 : advice.Target == target ? runs + 1 : 1;
                target = advice.Target;
                if (advice is { Kind: AdviceKind.Resize, MonthlySaving: > 0 } && runs >= Changes.RunsInARow)
                {
                    before = Before(walk, recording, size, at);
                    known = Known(walk, recording, size, walk.Offer.Find(advice.Target!)!, at);
                    (size, resizedAt, runs, resizes) = (walk.Offer.Find(advice.Target!)!, at, 0, resizes + 1);
                    bank = new Bank(walk.Sizes[size.Name]);
                    grains.Clear();
                    highs.Clear();
                }
            }
            lost += !bank.Carries(recording.Samples[at]) & old.Carries(recording.Samples[at]) ? 1 : 0;
            // What is known for the time after the watch stays until that is over, too.
            if (known is not null && (at - resizedAt) % Steps == Steps - 1)
            {
                var grain = Grain(recording, size, bank, at - Steps + 1);
                if (before is not null)
                {
                    grains.Add(grain);
                    if (revertAt == int.MaxValue
                        && WatchPolicy.Judge(grains, before, Changes, BurstableBaseline.PercentOf(size.Name)).IsTooSmall)
                        revertAt = TakenBackAt(walk, recording, at + 1);
                    else if (at - resizedAt >= Changes.WatchHours * StepsPerHour && revertAt == int.MaxValue)
                        before = null;
                }
                highs.Enqueue(High(recording, size, grain, at - Steps + 1));
                if (highs.Count > LoadWindow.GrainsPerDay)
                    highs.Dequeue();
                var isDue = before is null && revertAt == int.MaxValue && (at - resizedAt) % StepsPerHour == StepsPerHour - 1;
                if (isDue && LaterPolicy.Judge([.. highs], known).IsTooSmall)
                    revertAt = TakenBackAt(walk, recording, at + 1);
                else if (at - resizedAt >= Changes.LaterWatchDays * RealRecording.StepsPerDay && revertAt == int.MaxValue)
                    known = null;
            }
            if (at >= revertAt)
            {
                floor = first.Name;
                (size, resizedAt, revertAt, before, known, reverted) = (first, at, int.MaxValue, null, null, reverted + 1);
                bank = new Bank(walk.Sizes[size.Name]);
            }
        }
        // Of running time; none is a day at least.
        var days = Math.Max(1d, recording.Running(start, recording.Samples.Length - start).Count() / (double)RealRecording.StepsPerDay);
        return new(recording, resizes, reverted, lost * 5 / (days / 30));
    }

    // Outside production at once, which takes some minutes; in production nobody answers at night, and the window opens at 01:00 UTC.
    private static int TakenBackAt(RealWalk walk, RealRecording recording, int at)
    {
        if (!walk.IsProduction)
            return at + StepsOfATakeBack;
        while ((recording.Start + TimeSpan.FromMinutes(5) * at).UtcDateTime is var moment && !(moment.Hour is >= 1 and < 5))
            at++;
        return at;
    }

    private static WatchGrain Grain(RealRecording recording, Size size, Bank bank, int from)
    {
        double cpu = 0, memory = 0;
        for (var i = from; i < from + Steps; i++)
        {
            cpu += Math.Min(size.Vcpus, recording.Samples[i].Vcpus);
            memory += Math.Min(size.MemoryGiB, recording.Samples[i].MemoryGiB);
        }
        // What a bank without credits gives is its baseline.
        if (size.IsBurstable && bank.Credits <= 0)
            cpu = Math.Min(cpu, Steps * BurstableBaseline.Of(size)!.Value);
        return new(
            recording.Start + TimeSpan.FromMinutes(5) * from, 100 * cpu / Steps / size.Vcpus,
            100 * memory / Steps / size.MemoryGiB, size.IsBurstable ? bank.Credits : double.NaN);
    }

    private static HighGrain High(RealRecording recording, Size size, WatchGrain grain, int from)
    {
        double cpu = 0, memory = 0;
        foreach (ref readonly var sample in recording.Samples.AsSpan(from, Steps))
        {
            cpu = Math.Max(cpu, Math.Min(size.Vcpus, sample.Vcpus));
            memory = Math.Max(memory, Math.Min(size.MemoryGiB, sample.MemoryGiB));
        }
        return new(
            grain.Start, 100 * cpu / size.Vcpus, 100 * memory / size.MemoryGiB,
            WatchPolicy.IsCutOff(grain, BurstableBaseline.PercentOf(size.Name)));
    }

    private static LaterBefore Known(RealWalk walk, RealRecording recording, Size old, Size given, int at)
    {
        var count = walk.Options.LookBackDays * RealRecording.StepsPerDay;
        var series = recording.Seen(old, at - count, count);
        var grains = WatchGrains.HighestOf(series, BurstableBaseline.PercentOf(old.Name));
        var (cpuRatio, memoryRatio) = (given.Vcpus / old.Vcpus, given.MemoryGiB / old.MemoryGiB);
        return LaterPolicy.Known(given.Name, [.. grains.Select(grain => grain.On(cpuRatio, memoryRatio))]);
    }

    private static WatchBefore Before(RealWalk walk, RealRecording recording, Size size, int at)
    {
        var count = walk.Options.LookBackDays * RealRecording.StepsPerDay;
        return WatchPolicy.Before(WatchGrains.Of(recording.Seen(size, at - count, count)), Changes);
    }
}
