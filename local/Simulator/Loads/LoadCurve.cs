namespace OpsFunctions.Simulator.Loads;

/// <summary>A machine's load over time, in steps of five minutes, counted from 1970-01-01 UTC. Pure: the same step, the same load.</summary>
internal abstract class LoadCurve
{
    public const long TicksPerStep = 5 * TimeSpan.TicksPerMinute;

    public const int StepsPerHour = 12;

    public const int StepsPerDay = 288;

    /// <summary>What the machine needs in that step, were it on.</summary>
    public abstract Load At(long step);

    /// <summary>Whether the machine is on in that step.</summary>
    public virtual bool IsOn(long step) => true;

    public static long StepOf(DateTimeOffset moment) => StepOf(moment.UtcTicks);

    public static long StepOf(long utcTicks) => (utcTicks - DateTime.UnixEpoch.Ticks) / TicksPerStep;
}
