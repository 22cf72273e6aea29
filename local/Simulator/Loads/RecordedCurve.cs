namespace OpsFunctions.Simulator.Loads;

/// <summary>Replays a recording: its first sample lies at the anchor, and it repeats end to end before and after.</summary>
internal sealed class RecordedCurve(Recording recording, long anchorStep) : LoadCurve
{
    private readonly Load[] _samples = recording.Samples;

    public int Count => _samples.Length;

    public override Load At(long step)
    {
        var index = (step - anchorStep) % _samples.Length;
        return _samples[index < 0 ? index + _samples.Length : index];
    }
}
