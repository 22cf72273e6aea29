using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Building;

/// <summary>Which drill an application has at this moment; a document of the state.</summary>
/// <param name="Until">Beyond it nothing holds the application, whatever became of the drill, UTC.</param>
[StateDocument(
    "drills/running/*",
    Loss = "a second drill of the application may begin beside the one that runs; each has a group of its own",
    Damage = "as if none ran",
    Mend = "nothing is needed; the next drill writes it anew")]
public sealed record RunningDrill(string Application, string DrillId, DateTimeOffset Since, DateTimeOffset Until) : ICheckedDocument
{
    public static string NameOf(string application) => Ids.Short("drills/running/", application);

    public string? ProblemAs(string name) => name == NameOf(Application) ? null : "it is of another application";
}
