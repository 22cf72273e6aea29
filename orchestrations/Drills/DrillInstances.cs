using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>Ids of the instances that a drill starts, derived from its own.</summary>
public static class DrillInstances
{
    /// <summary>A machine's, whose status shows how far it is.</summary>
    /// <param name="attempt">From 1.</param>
    public static string OfMachine(string drillId, int number, int attempt) => Invariant($"{drillId}-m{number:00}-{attempt}");

    /// <summary>Of making a machine's disks, or its interfaces.</summary>
    internal static string OfParts(string drillId, int number, bool isCards, int attempt) =>
        Invariant($"{drillId}-{(isCards ? "n" : "d")}{number:00}-{attempt}");
}
