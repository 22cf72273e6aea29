namespace OpsFunctions.Simulator.Loads;

/// <summary>
/// A machine's load over time, in steps of five minutes, counted from 1970-01-01 UTC. Pure: the same step, the same load.
/// </summary>
internal abstract class LoadCurve
{
    public const long TicksPerStep = 5 * TimeSpan.TicksPerMinute;

    public const int StepsPerHour = 12;

    public const int StepsPerDay = 288;

    /// <summary>What the machine needs in that step, were it on.</summary>
    public abstract Load At(long step);

    /// <summary>Whether the machine is on in that step.</summary>
    public virtual bool IsOn(long step) => true;

    /// <summary>Whether it is switched on or off at the beginning of any step from the first to the last.</summary>
    public virtual bool Switches(long first, long last) => false;

    public static long StartOf(long step) => DateTime.UnixEpoch.Ticks + (step * TicksPerStep);

    /// <summary>The first step that begins at that moment or later.</summary>
    public static long FirstStepFrom(long utcTicks) => StepOf(utcTicks + TicksPerStep - 1);

    public static long StepOf(DateTimeOffset moment) => StepOf(moment.UtcTicks);

    public static long StepOf(long utcTicks) => (utcTicks - DateTime.UnixEpoch.Ticks) / TicksPerStep;
}
