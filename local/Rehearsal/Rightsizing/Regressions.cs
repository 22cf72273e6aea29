using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Rightsizing;

/// <summary>
/// Whether a changed machine really was too small, from the loads of simulated Azure and written apart from the suite's own rule: two
/// half hours in a row over the limit, neither of which was over it within an hour of the same time of the week before the change.
/// </summary>
internal static class Regressions
{
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    /// <returns>The end of the second half hour; null: it was not too small.</returns>
    public static DateTimeOffset? First(
        Machine machine, ChangedMachine change, DateTimeOffset until, ChangeOptions options, int lookBackDays)
    {
        var from = Ceiling(change.At);
        var after = TruthOfUse.Of(machine, from, Math.Max(0, (int)((until - from) / HalfHour)));
        var since = Floor(change.At) - TimeSpan.FromDays(lookBackDays);
        var before = TruthOfUse.Of(machine, since, lookBackDays * 48);
        // One that had no credits was as full as it could be.
        var fullCpu = Known(before, use => use.Cpu >= options.WatchCpuPercent || use.IsOutOfCredits);
        var fullMemory = Known(before, use => use.Memory >= options.WatchMemoryPercent);
        return new[]
        {
            First(after, fullCpu, use => use.Cpu >= options.WatchCpuPercent), First(after, fullCpu, use => use.IsOutOfCredits),
            First(after, fullMemory, use => use.Memory >= options.WatchMemoryPercent),
        }.Min();
    }

    /// <summary>
    /// Whether its new size was full after its watch: two half hours of 24 hours at 98 % or without credits, not within an hour of a time
    /// of the week at which the old load would have filled it to 95 %, of a CPU or memory that was full in more half hours than in any 24
    /// hours before, or in more than 24.
    /// </summary>
    /// <returns>The end of the half hour that makes it so; null: it was not.</returns>
    public static DateTimeOffset? FirstLater(
        Machine machine, ChangedMachine change, DateTimeOffset from, DateTimeOffset until, int lookBackDays)
    {
        var sizes = Truth.SizesOf(machine.Region, machine.SubscriptionId)
            .ToDictionary(one => one.Name, one => one.Size, StringComparer.OrdinalIgnoreCase);
        var (old, given) = (sizes[change.From], sizes[change.To]);
        bool FilledCpu(TruthUse use) => use.HighestCpu * old.Vcpus / given.Vcpus >= 95 || use.IsOutOfCredits;
        bool FilledMemory(TruthUse use) => use.HighestMemory * old.MemoryGiB / given.MemoryGiB >= 95;
        var before = TruthOfUse.Of(machine, Floor(change.At) - TimeSpan.FromDays(lookBackDays), lookBackDays * 48);
        var (knownCpu, knownMemory) = (Known(before, FilledCpu), Known(before, FilledMemory));
        var (mostCpu, mostMemory) = (MostADay(before, FilledCpu), MostADay(before, FilledMemory));

        bool IsNew(TruthUse use, List<int> known) => known.TrueForAll(minute => Apart(minute, OfWeek(use.Start)) > 60);
        bool FullCpu(TruthUse use) => use.HighestCpu >= 98 || use.IsOutOfCredits;
        bool FullMemory(TruthUse use) => use.HighestMemory >= 98;
        var start = new[] { Ceiling(change.At), Floor(from) - TimeSpan.FromDays(1) }.Max();
        var after = TruthOfUse.Of(machine, start, Math.Max(0, (int)((until - start) / HalfHour)));
        for (var i = 0; i < after.Count; i++)
        {
            var day = after.Skip(i - 47).Take(Math.Min(i + 1, 48)).ToList();
            var isMoreCpu = day.Count(FullCpu) is var cpu && (cpu > mostCpu || cpu > 24);
            var isMoreMemory = day.Count(FullMemory) is var memory && (memory > mostMemory || memory > 24);
            var anew = day.Count(use => (isMoreCpu && FullCpu(use) && IsNew(use, knownCpu))
                || (isMoreMemory && FullMemory(use) && IsNew(use, knownMemory)));
            if (after[i].Start + HalfHour >= from && anew >= 2)
                return after[i].Start + HalfHour;
        }
        return null;
    }

    private static int MostADay(IReadOnlyList<TruthUse> uses, Func<TruthUse, bool> isFull) =>
        Enumerable.Range(0, Math.Max(1, uses.Count - 47)).Max(first => uses.Skip(first).Take(48).Count(isFull));

    private static List<int> Known(IReadOnlyList<TruthUse> before, Func<TruthUse, bool> isFull) =>
        [.. before.Where(isFull).Select(use => OfWeek(use.Start)).Distinct()];

    private static DateTimeOffset? First(IReadOnlyList<TruthUse> after, List<int> known, Func<TruthUse, bool> isFull)
    {
        bool IsNew(TruthUse use) => isFull(use) && known.TrueForAll(minute => Apart(minute, OfWeek(use.Start)) > 60);
        for (var i = 1; i < after.Count; i++)
            if (IsNew(after[i - 1]) && IsNew(after[i]))
                return after[i].Start + HalfHour;
        return null;
    }

    private static int OfWeek(DateTimeOffset moment) =>
        ((int)moment.UtcDateTime.DayOfWeek * 1440) + (int)moment.UtcDateTime.TimeOfDay.TotalMinutes;

    private static int Apart(int a, int b) => Math.Min(Math.Abs(a - b), 10_080 - Math.Abs(a - b));

    private static DateTimeOffset Floor(DateTimeOffset moment) => new(moment.UtcTicks - moment.UtcTicks % HalfHour.Ticks, TimeSpan.Zero);

    private static DateTimeOffset Ceiling(DateTimeOffset moment) => Floor(moment) == moment ? moment : Floor(moment) + HalfHour;
}
