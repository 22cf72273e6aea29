namespace OpsFunctions.Simulator.Loads;

/// <summary>A load made from an <see cref="Archetype"/>, a shape and hash noise.</summary>
internal sealed class SyntheticCurve(Archetype archetype, LoadShape shape, ulong seed, int utcOffsetHours, long startStep) : LoadCurve
{
    private const double WeeklyGrowth = 0.03;

    // No two machines begin their day at the same moment: up to an hour apart.
    private readonly long _shift = (utcOffsetHours * StepsPerHour) + (long)(Noise.Mix(seed) % StepsPerHour);
    private readonly Load _quiet = shape.Quiet;
    private readonly Load _peak = shape.Peak;
    private readonly double _jitter = shape.Jitter;

    public override Load At(long step)
    {
        var noise = Noise.Mix(seed, step);
        var activity = Activity(step);
        return new Load(
            Between(_quiet.Vcpus, _peak.Vcpus, activity) * Jitter(noise, 0),
            // Memory follows by the hour and only a little: caches stay warm.
            Between(_quiet.MemoryGiB, _peak.MemoryGiB, activity) * (0.98 + (0.04 * Noise.Quarter(Noise.Mix(seed, step / StepsPerHour), 0))),
            Between(_quiet.DiskIops, _peak.DiskIops, activity) * Jitter(noise, 1),
            Between(_quiet.DiskMBps, _peak.DiskMBps, activity) * Jitter(noise, 1),
            Between(_quiet.NetworkInMbps, _peak.NetworkInMbps, activity) * Jitter(noise, 2),
            Between(_quiet.NetworkOutMbps, _peak.NetworkOutMbps, activity) * Jitter(noise, 3));
    }

    public override bool IsOn(long step)
    {
        if (archetype is not Archetype.OffAtNight)
            return true;
        var (weekday, hour) = Calendar(step + (utcOffsetHours * StepsPerHour));
        return weekday is >= 1 and <= 5 && hour is >= 6 and < 20;
    }

    public override bool Switches(long first, long last)
    {
        if (archetype is not Archetype.OffAtNight)
            return false;
        // Only at whole hours.
        for (var step = last / StepsPerHour * StepsPerHour; step >= first; step -= StepsPerHour)
        {
            if (IsOn(step) != IsOn(step - 1))
                return true;
        }
        return false;
    }

    private double Activity(long step)
    {
        var local = step + _shift;
        return archetype switch
        {
            Archetype.Idle => 0.5,
            Archetype.OfficeHours or Archetype.Undersized or Archetype.OffAtNight => WorkingDay(local),
            Archetype.NightlyBatch => Calendar(local).Hour is >= 1 and < 4 ? OfTheDay(local) : 0.03,
            Archetype.WeeklyBatch => Calendar(local) is (0, >= 2 and < 10) ? 1 : 0.03,
            Archetype.Steady => 0.85 + (0.15 * Noise.Quarter(Noise.Mix(seed, local / (6 * StepsPerHour)), 1)),
            Archetype.Spiky => Noise.Quarter(Noise.Mix(seed, local / 4), 2) > 0.985 ? 1 : 0.12,
            Archetype.MemoryBound => 0.3 + (0.7 * WorkingDay(local)),
            Archetype.Growing => Math.Clamp(0.8 * (1 + (WeeklyGrowth * (step - startStep) / (7.0 * StepsPerDay))), 0.2, 3) * (0.6
                + (0.4 * WorkingDay(local))),
            Archetype.Burstable => Noise.Quarter(Noise.Mix(seed, local / 6), 2) > 0.97 ? 1 : 0.15,
            _ => 1,
        };
    }

    private double WorkingDay(long local)
    {
        var (weekday, hour) = Calendar(local);
        if (weekday is 0 or 6)
            return 0.05;
        var height = hour switch
        {
            < 7.5 or >= 18.5 => 0.05,
            < 9 => (hour - 7.5) / 1.5,
            >= 12 and < 13 => 0.75,
            >= 17 => (18.5 - hour) / 1.5,
            _ => 1.0,
        };
        return Math.Max(0.05, height * OfTheDay(local));
    }

    // Some days are busier than others.
    private double OfTheDay(long local) => 0.85 + (0.15 * Noise.Quarter(Noise.Mix(seed, local / StepsPerDay), 3));

    private static (int Weekday, double Hour) Calendar(long local)
    {
        var day = local / StepsPerDay;
        // 1970-01-01 was a Thursday; Sunday is 0.
        return ((int)((day + 4) % 7), (local - (day * StepsPerDay)) / (double)StepsPerHour);
    }

    private double Jitter(ulong noise, int which) => 1 + (_jitter * (Noise.Quarter(noise, which) - 0.5));

    private static double Between(double quiet, double peak, double activity) => quiet + ((peak - quiet) * activity);
}
