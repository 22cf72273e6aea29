using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>A person gave series up: their points may all go. A document of the state.</summary>
/// <param name="MachineId">The machine they are of.</param>
/// <param name="Sources">Unique ids of the series.</param>
[StateDocument(
    "snapshots/retired/*",
    Loss = "points that were given up stay",
    Damage = "nothing of its series is deleted as given up; all else goes on",
    Mend = "delete it, and give the series up again: POST snapshots/{machine}/retire",
    HoldsWords = true)]
public sealed record Retirement(
    string MachineId, IReadOnlyList<string> Sources, string By, DateTimeOffset At, string Reason) : ICheckedDocument
{
    public const string Folder = "snapshots/retired/";

    public static string NameOf(string machineId) => Ids.Short(Folder, machineId);

    public string? ProblemAs(string name) => name != NameOf(MachineId) ? "it is of another machine"
        : Sources.Any(string.IsNullOrWhiteSpace) ? "a series has no id"
        : null;
}
