using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Power;

/// <summary>
/// A machine's power over time: what was commanded, and what its owner's schedule (its load curve) switches by itself. The later of
/// both holds; what the schedule wants while a command is being carried out is lost, as Azure refuses it then.
/// </summary>
internal sealed class PowerTimeline(LoadCurve curve)
{
    private const int MinutesPerStep = 5;

    private volatile PowerChange[] _changes = [];

    public IReadOnlyList<PowerChange> Changes => _changes;

    public bool WasCommanded => _changes.Length > 0;

    public void Add(PowerChange change) => _changes = [.. _changes, change];

    public MachinePower At(long ticks)
    {
        var step = LoadCurve.StepOf(ticks);
        var changes = _changes;
        for (var i = changes.Length - 1; i >= 0; i--)
        {
            var change = changes[i];
            if (change.From > ticks)
                continue;
            if (ticks < change.Until)
                return change.During;
            if (!curve.Switches(LoadCurve.FirstStepFrom(change.Until), step))
                return change.After;
            break;
        }
        return curve.IsOn(step) ? MachinePower.Running : MachinePower.Deallocated;
    }

    /// <summary>Whether it is on in any minute of those five.</summary>
    public bool IsOn(long step) => WasCommanded ? IsOn(LoadCurve.StartOf(step), MinutesPerStep) : curve.IsOn(step);

    /// <summary>Whether it is on at the beginning of any of so many minutes.</summary>
    public bool IsOn(long ticks, int minutes)
    {
        if (!WasCommanded)
            return curve.IsOn(LoadCurve.StepOf(ticks));
        for (var minute = 0; minute < minutes; minute++)
        {
            if (At(ticks + (minute * TimeSpan.TicksPerMinute)) is MachinePower.Running)
                return true;
        }
        return false;
    }

    /// <summary>Whether it gave up its place, by a command, within that step.</summary>
    public bool LeftItsPlace(long step) =>
        Array.Exists(_changes, change => change.After is MachinePower.Deallocated && change.During is MachinePower.Deallocating
            && LoadCurve.StepOf(change.Until) == step);

    /// <summary>Whether it keeps its place while it is off.</summary>
    public bool KeepsItsPlace(long step) =>
        WasCommanded && At(LoadCurve.StartOf(step)) is not (MachinePower.Deallocated or MachinePower.Deallocating);

    /// <summary>How often it came up by a command, up to and with that moment.</summary>
    public int Starts(long ticks) =>
        _changes.Count(change => change is { During: MachinePower.Starting, After: MachinePower.Running } && change.Until <= ticks);

    /// <summary>When it last came up by a command, at or before that moment; null: never.</summary>
    public long? LastStart(long ticks) => Array.FindLast(
        _changes, change => change is { During: MachinePower.Starting, After: MachinePower.Running } && change.Until <= ticks)?.Until;
}
