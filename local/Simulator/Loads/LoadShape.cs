namespace OpsFunctions.Simulator.Loads;

/// <summary>The heights of a machine's load: quiet is an activity of 0, peak an activity of 1. Units as in <see cref="Load"/>.</summary>
internal sealed record LoadShape(Load Quiet, Load Peak)
{
    /// <summary>How far a single step may lie from the curve: 0.3 is 15 % to either side.</summary>
    public double Jitter { get; init; } = 0.3;
}
