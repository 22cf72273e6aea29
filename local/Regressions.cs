using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli;

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
        return new[]
        {
            First(after, before, use => use.Cpu, options.WatchCpuPercent), First(after, before, use => use.Memory, options.WatchMemoryPercent),
            First(after, before, use => use.IsOutOfCredits ? 100 : 0, 100),
        }.Min();
    }

    private static DateTimeOffset? First(IReadOnlyList<TruthUse> after, IReadOnlyList<TruthUse> before, Func<TruthUse, double?> figure, int limit)
    {
        var known = before.Where(use => figure(use) >= limit).Select(use => OfWeek(use.Start)).Distinct().ToList();
        bool IsNew(TruthUse use) => figure(use) >= limit && known.TrueForAll(minute => Apart(minute, OfWeek(use.Start)) > 60);
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
