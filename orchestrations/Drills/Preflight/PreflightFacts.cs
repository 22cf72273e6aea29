using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Incidents;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>All that the preflight decides by.</summary>
/// <param name="Picked">What each machine would be rebuilt from, by its id; without one there is no point.</param>
/// <param name="Place">Where it is built.</param>
public sealed record PreflightFacts(
    DrillPlan Plan, SourceFacts Source, IReadOnlyDictionary<string, PickedPoint> Picked, PlaceFacts Place,
    IReadOnlyList<OpenIncident> Incidents, KillSwitchState KillSwitch)
{
    /// <summary>Newest points that the place keeps out, by machine: restore points that cannot leave, or points of other regions.</summary>
    public IReadOnlyDictionary<string, string> KeptOut { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The scope of the guard holds the place.</summary>
    public bool IsAllowedThere { get; init; } = true;
}
