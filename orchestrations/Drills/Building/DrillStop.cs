using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Building;

/// <summary>
/// That a drill is to stop; a document of the state, which every step forward reads right before its call, so that nothing is made behind
/// it.
/// </summary>
/// <param name="By">Who: a caller's id, or the drill itself.</param>
[StateDocument(
    "drills/stops/*",
    Loss = "steps forward that were under way are not stopped; the drill's own order still ends it",
    Damage = "it counts as a stop",
    Mend = "nothing is needed; it goes with the drill's record",
    HoldsWords = true)]
public sealed record DrillStop(string DrillId, StopKind Kind, string By, DateTimeOffset At, string Reason) : ICheckedDocument
{
    public const string Folder = "drills/stops/";

    /// <summary>Code of a step that was not taken since the drill stops.</summary>
    public const string Code = "Stopped";

    public static string NameOf(string drillId) => Folder + drillId;

    public string? ProblemAs(string name) => name == NameOf(DrillId) ? null : "it is of another drill";
}
