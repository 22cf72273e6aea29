using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>
/// Tags that make a rehearsal see more: policies of snapshots, machines made from code, and groups of which some must always run.
/// </summary>
internal static class RehearsalTags
{
    private const int OfCode = 17;
    private const int OfGroups = 5;
    private const int MachinesOfAnApp = 6;

    private const int WithoutSnapshots = 10;
    private const int Hourly = 40;

    public const int MinHealthy = 2;

    public static bool IsGrouped(Machine machine) => machine.Index / MachinesOfAnApp % OfGroups == 1;

    /// <summary>Every tenth machine has no snapshots, every fortieth hourly ones, all others one a day.</summary>
    public static void SetPolicies(SimulatedAzure azure)
    {
        foreach (var machine in azure.Fleet.Machines.Where(machine => machine.Index % WithoutSnapshots != 7))
            azure.SetTagAsSomebodyElse(machine, "ops:snapshots", machine.Index % Hourly == 2 ? "gold" : "silver");
    }

    public static void Set(SimulatedAzure azure)
    {
        foreach (var machine in azure.Fleet.Machines)
        {
            if (machine.Index % OfCode == 3)
                azure.SetTagAsSomebodyElse(machine, "ops:managed-by", "iac");
            if (IsGrouped(machine))
            {
                azure.SetTagAsSomebodyElse(machine, "ops:group", machine.ResourceGroup);
                azure.SetTagAsSomebodyElse(
                    machine, "ops:min-healthy", MinHealthy.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
