using OpsFunctions.Orchestrations.Machines.Load;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>Half an hour of a machine at its highest; NaN where there is no figure.</summary>
/// <param name="Cpu">Highest CPU, percent of its size.</param>
/// <param name="Memory">Highest memory in use, percent of its size.</param>
/// <param name="IsCutOff">Its size is burstable, has no credits left and gives what it gives without them.</param>
public readonly record struct HighGrain(DateTimeOffset Start, double Cpu, double Memory, bool IsCutOff = false)
{
    /// <summary>The same load on another size; where it was cut off, nobody knows what it would have used.</summary>
    /// <param name="cpuRatio">vCPUs of that size for each of the present one.</param>
    /// <param name="memoryRatio">The same of memory.</param>
    public HighGrain On(double cpuRatio, double memoryRatio) => this with { Cpu = Cpu / cpuRatio, Memory = Memory / memoryRatio };
}

/// <summary>Where the load before a change would have filled the new size.</summary>
/// <param name="Size">The new size.</param>
/// <param name="Cpu">Half hours of the week in which its CPU would have been full, in order.</param>
/// <param name="Memory">The same of memory.</param>
/// <param name="MostCpu">Half hours within 24 hours in which CPU was, at most.</param>
/// <param name="MostMemory">The same of memory.</param>
public sealed record LaterBefore(string Size, IReadOnlyList<int> Cpu, IReadOnlyList<int> Memory, int MostCpu, int MostMemory);

/// <summary>
/// Whether a machine whose watch is over has become too small weeks later: a load that was never there before. Pure. Highest figures
/// count, not averages: the size was chosen by them, too.
/// </summary>
public static class LaterPolicy
{
    /// <summary>The size gives no more from here on; percent.</summary>
    public const int LimitPercent = 98;

    /// <summary>As full as that before is as full as now: figures of two sizes differ by a little. Percent.</summary>
    public const int KnownPercent = 95;

    /// <summary>Half hours within 24 hours that make it too small: one alone may be a restart or an update.</summary>
    public const int LeastGrains = 2;

    /// <summary>
    /// A day before with more full half hours than that counts as one with so many: half a day. Else one full day in the look-back would
    /// excuse every load there is.
    /// </summary>
    public const int MostCounted = LoadWindow.GrainsPerDay / 2;

    /// <summary>What is known of a size by the load before the change.</summary>
    /// <param name="grains">The load laid on the new size, oldest first.</param>
    public static LaterBefore Known(string size, IReadOnlyList<HighGrain> grains)
    {
        var cpu = grains.Where(grain => IsCpuAt(grain, KnownPercent)).Select(grain => grain.Start).ToList();
        var memory = grains.Where(grain => grain.Memory >= KnownPercent).Select(grain => grain.Start).ToList();
        return new(size, WatchPolicy.GrainsOfWeek(cpu), WatchPolicy.GrainsOfWeek(memory), MostADay(cpu), MostADay(memory));
    }

    /// <param name="grains">Grains of 24 hours on the new size, oldest first.</param>
    public static WatchFinding Judge(IReadOnlyList<HighGrain> grains, LaterBefore before)
    {
        var cpu = NewOf(grains.Where(grain => IsCpuAt(grain, LimitPercent)).ToList(), before.Cpu, before.MostCpu);
        var memory = NewOf(grains.Where(grain => grain.Memory >= LimitPercent).ToList(), before.Memory, before.MostMemory);
        return Moments(cpu, memory) >= LeastGrains ? new(true, Words(cpu, memory)) : new(false, "");
    }

    // A load that comes at any hour is no news either, as long as there is no more of it than there was on some day before.
    private static List<HighGrain> NewOf(List<HighGrain> full, IReadOnlyList<int> known, int most) =>
        full.Count > Math.Min(most, MostCounted) ? [.. full.Where(grain => !WatchPolicy.IsKnown(grain.Start, known))] : [];

    private static int MostADay(List<DateTimeOffset> full)
    {
        var (most, oldest) = (0, 0);
        for (var newest = 0; newest < full.Count; newest++)
        {
            while (full[newest] - full[oldest] >= TimeSpan.FromDays(1))
                oldest++;
            most = Math.Max(most, newest - oldest + 1);
        }
        return most;
    }

    private static bool IsCpuAt(HighGrain grain, int percent) => grain.Cpu >= percent || grain.IsCutOff;

    private static int Moments(List<HighGrain> cpu, List<HighGrain> memory) =>
        cpu.Concat(memory).Select(grain => grain.Start).Distinct().Count();

    private static string Words(List<HighGrain> cpu, List<HighGrain> memory)
    {
        var what = new List<string>();
        if (cpu.Count > 0)
            what.Add(cpu.Exists(grain => grain.IsCutOff) ? $"CPU credits used up in {Span(cpu)}" : $"CPU at its limit in {Span(cpu)}");
        if (memory.Count > 0)
            what.Add($"memory full in {Span(memory)}");
        return $"{string.Join(", ", what)}, and not so at that time of the week before it was made smaller";
    }

    private static string Span(List<HighGrain> grains)
    {
        var (first, end) = (grains[0].Start.UtcDateTime, (grains[^1].Start + LoadWindow.Grain).UtcDateTime);
        var hours = grains.Count == 1 ? "half hour" : "half hours";
        return Invariant($"{grains.Count} {hours} from {first:yyyy-MM-dd HH:mm} to {end:yyyy-MM-dd HH:mm} UTC");
    }
}
