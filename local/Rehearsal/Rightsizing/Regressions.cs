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
    public static DateTimeOffset? First(Machine machine, ChangedMachine change, DateTimeOffset until, ChangeOptions options, int lookBackDays)
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

    private static int OfWeek(DateTimeOffset moment) => ((int)moment.UtcDateTime.DayOfWeek * 1440) + (int)moment.UtcDateTime.TimeOfDay.TotalMinutes;

    private static int Apart(int a, int b) => Math.Min(Math.Abs(a - b), 10_080 - Math.Abs(a - b));

    private static DateTimeOffset Floor(DateTimeOffset moment) => new(moment.UtcTicks - moment.UtcTicks % HalfHour.Ticks, TimeSpan.Zero);

    private static DateTimeOffset Ceiling(DateTimeOffset moment) => Floor(moment) == moment ? moment : Floor(moment) + HalfHour;
}
