using OpsFunctions.Orchestrations.Machines.Load;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>Half an hour of a machine; NaN where there is no figure.</summary>
/// <param name="Cpu">Average CPU, percent of its size.</param>
/// <param name="Memory">Average memory in use, percent of its size.</param>
/// <param name="Credits">Average CPU credits; NaN also where the size has none.</param>
public readonly record struct WatchGrain(DateTimeOffset Start, double Cpu, double Memory, double Credits = double.NaN);

/// <summary>What the watch found.</summary>
/// <param name="IsTooSmall">Two grains in a row over a limit, at hours at which it was not so before.</param>
public sealed record WatchFinding(bool IsTooSmall, string Reason);

/// <summary>
/// Whether a changed machine is too small. Pure. Two grains in a row count, and only where the old size was not as full at that time of
/// the week: a nightly batch that always took all there was is no regression.
/// </summary>
public static class WatchPolicy
{
    /// <summary>Half hours of a week.</summary>
    public const int GrainsPerWeek = 7 * LoadWindow.GrainsPerDay;

    // Jobs do not start to the minute, and daylight saving shifts those that go by local time by an hour.
    private const int Around = 2;

    // As where advice is given: a machine that has no credits and uses less than this does not want them.
    private const int NearBaselinePercent = 90;

    /// <summary>Whether a burstable size is cut off: without credits, and at what it gives without them.</summary>
    /// <param name="baseline">That, in percent of the size; null where the size is not burstable, or its baseline not known.</param>
    public static bool IsCutOff(WatchGrain grain, double? baseline) =>
        grain.Credits < 1 && grain.Cpu >= baseline * NearBaselinePercent / 100;

    /// <summary>What was over the limit on the old size, by half hour of the week.</summary>
    /// <param name="grains">The load before the change.</param>
    public static WatchBefore Before(IReadOnlyList<WatchGrain> grains, ChangeOptions options, double? baseline = null) => new(
        GrainsOfWeek(grains.Where(grain => grain.Cpu >= options.WatchCpuPercent || IsCutOff(grain, baseline)).Select(grain => grain.Start)),
        GrainsOfWeek(grains.Where(grain => grain.Memory >= options.WatchMemoryPercent).Select(grain => grain.Start)));

    /// <param name="grains">Whole grains after the change, oldest first.</param>
    /// <param name="before">What was over the limit before, by half hour of the week.</param>
    public static WatchFinding Judge(IReadOnlyList<WatchGrain> grains, WatchBefore before, ChangeOptions options, double? baseline = null)
    {
        for (var i = 1; i < grains.Count; i++)
        {
            if (grains[i].Start - grains[i - 1].Start != LoadWindow.Grain)
                continue;
            var (first, second) = (grains[i - 1], grains[i]);
            if (IsNew(first, first.Cpu, options.WatchCpuPercent, before.Cpu)
                && IsNew(second, second.Cpu, options.WatchCpuPercent, before.Cpu))
                return new(true, Words("CPU", first.Cpu, second.Cpu, first.Start, options.WatchCpuPercent));
            if (IsNew(first, first.Memory, options.WatchMemoryPercent, before.Memory)
                && IsNew(second, second.Memory, options.WatchMemoryPercent, before.Memory))
                return new(true, Words("memory", first.Memory, second.Memory, first.Start, options.WatchMemoryPercent));
            // Its CPU stays low then, and so does the service.
            if (IsCutOff(first, baseline) && IsCutOff(second, baseline)
                && !IsKnown(first.Start, before.Cpu) && !IsKnown(second.Start, before.Cpu))
                return new(
                    true,
                    Invariant(
                        $"no CPU credits left and CPU {first.Cpu:0} % and {second.Cpu:0} % in the hour from {first.Start.UtcDateTime:yyyy-MM-dd HH:mm} UTC, where its size gives {baseline:0} % without them, and not so at that time of the week before"));
        }
        return new(false, "");
    }

    /// <summary>The half hours of the week that moments lie in, each once, in order.</summary>
    internal static IReadOnlyList<int> GrainsOfWeek(IEnumerable<DateTimeOffset> moments) =>
        [.. moments.Select(GrainOfWeek).Distinct().Order()];

    /// <summary>Half hour of the week a moment lies in, UTC, from Sunday 00:00.</summary>
    public static int GrainOfWeek(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return (int)utc.DayOfWeek * LoadWindow.GrainsPerDay + (int)(utc.TimeOfDay / LoadWindow.Grain);
    }

    /// <summary>Whether it was so before, within an hour of the same time of the week.</summary>
    internal static bool IsKnown(DateTimeOffset moment, IReadOnlyList<int> before)
    {
        var at = GrainOfWeek(moment);
        return before.Any(known => Math.Abs(known - at) is var apart && Math.Min(apart, GrainsPerWeek - apart) <= Around);
    }

    private static bool IsNew(WatchGrain grain, double percent, int limit, IReadOnlyList<int> before) =>
        percent >= limit && !IsKnown(grain.Start, before);

    private static string Words(string what, double first, double second, DateTimeOffset from, int limit) =>
        Invariant(
            $"{what} {first:0} % and {second:0} % in the hour from {from.UtcDateTime:yyyy-MM-dd HH:mm} UTC, at least {limit} %, and not so at that time of the week before");
}

/// <summary>Half hours of the week in which the machine was over the limit on its old size, or cut off by its credits, in order.</summary>
public sealed record WatchBefore(IReadOnlyList<int> Cpu, IReadOnlyList<int> Memory)
{
    /// <summary>What is known of each size it may be given, for the time after the watch; those that cost no less are left out.</summary>
    public IReadOnlyList<LaterBefore> Later { get; init; } = [];

    internal LaterBefore? Of(string size) => Later.FirstOrDefault(one => string.Equals(one.Size, size, StringComparison.OrdinalIgnoreCase));
}
