namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>A person gave series up: their points may all go. A document of the state.</summary>
/// <param name="MachineId">The machine they are of.</param>
/// <param name="Sources">Unique ids of the series.</param>
public sealed record Retirement(string MachineId, IReadOnlyList<string> Sources, string By, DateTimeOffset At, string Reason)
{
    public const string Folder = "snapshots/retired/";

    public static string NameOf(string machineId) => Ids.Short(Folder, machineId);
}
