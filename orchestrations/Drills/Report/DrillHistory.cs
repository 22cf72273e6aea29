using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>A drill that is over.</summary>
/// <param name="RtaMinutes">Null: it did not come so far.</param>
public sealed record PastDrill(
    string DrillId, string Plan, DateTimeOffset EndedAt, Verdict Verdict, Remains Remains, double? RtaMinutes, double? RpaMinutes,
    string Cause);

/// <summary>The last drills of an application, the newest first; a document of the state.</summary>
[StateDocument(
    "drills/history/*",
    Loss = "GET drills shows no trend of the application before its next drills; their records stay",
    Damage = "as if there were none; the next drill begins it anew",
    Mend = "nothing is needed")]
public sealed record DrillHistory(string Application, IReadOnlyList<PastDrill> Drills) : ICheckedDocument
{
    public const string Folder = "drills/history/";

    /// <summary>How many are kept.</summary>
    public const int Longest = 100;

    public static string NameOf(string application) => Ids.Short(Folder, application);

    public string? ProblemAs(string name) => name == NameOf(Application) ? null : "it is of another application";

    /// <summary>With another drill; the same one again takes its own place.</summary>
    public DrillHistory With(PastDrill drill) => this with
    {
        Drills = [.. Drills.Where(one => one.DrillId != drill.DrillId).Append(drill).OrderByDescending(one => one.EndedAt).Take(Longest)],
    };
}
