using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>
/// Replays a recording: it begins within the week after the anchor, at its own weekday and time of day, and repeats before and after. One
/// of less than a week keeps its time of day, one of less than a day begins at the anchor.
/// </summary>
internal sealed class RecordedCurve : LoadCurve
{
    private readonly Load[] _samples;

    public RecordedCurve(Recording recording, long anchorStep)
    {
        _samples = recording.Samples;
        Count = recording.Recorded;
        var unit = recording.Samples.Length % (7 * StepsPerDay) == 0 ? 7 * StepsPerDay : recording.Samples.Length % StepsPerDay == 0
            ? StepsPerDay : 1;
        var first = StepOf(recording.First);
        FirstStep = anchorStep + ((((first - anchorStep) % unit) + unit) % unit);
    }

    /// <summary>How many steps were recorded.</summary>
    public int Count { get; }

    /// <summary>The step in which the recording begins.</summary>
    public long FirstStep { get; }

    public override Load At(long step)
    {
        var index = (step - FirstStep) % _samples.Length;
        return _samples[index < 0 ? index + _samples.Length : index];
    }
}
