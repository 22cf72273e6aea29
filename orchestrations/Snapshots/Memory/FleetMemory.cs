using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>How much the inventory showed; a document of the state.</summary>
/// <param name="Machines">The most that was seen and is not given up yet.</param>
/// <param name="Points">The suite's points, what it deleted itself taken off.</param>
/// <param name="ShrunkSince">Since when it shows far less; null: it does not.</param>
[StateDocument(
    "snapshots/fleet",
    Loss = "what the next run sees counts as all there is: a fleet that shrank since is not noticed",
    Damage = "no point is deleted or given up; taking and copying go on",
    Mend = "compare the newest report with what there should be, and delete it")]
public sealed record FleetMemory(int Machines, int Points, DateTimeOffset? ShrunkSince) : ICheckedDocument
{
    public const string Name = "snapshots/fleet";

    public static readonly FleetMemory None = new(0, 0, null);

    public string? ProblemAs(string name) => Machines < 0 || Points < 0 ? "it counts fewer than none" : null;
}

/// <summary>
/// Whether an inventory shows so much less than the one before that it may be broken: a right that was taken, a service that is not well.
/// Pure. Then nothing is given up and nothing deleted, until it has been so for a day.
/// </summary>
public static class ShrinkPolicy
{
    /// <summary>Percent at once.</summary>
    public const int SuspiciousPercent = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public static FleetMemory After(FleetMemory known, int machines, int points, DateTimeOffset now)
    {
        var isLess = IsLess(known.Machines, machines) || IsLess(known.Points, points);
        return !isLess || known.ShrunkSince + Patience <= now
            ? new(machines, points, null)
            : known with { ShrunkSince = known.ShrunkSince ?? now };
    }

    /// <summary>What is suspicious, in words; null: nothing.</summary>
    public static string? Words(FleetMemory after, int machines, int points) => after.ShrunkSince is not { } since ? null : Invariant(
        $"since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC the inventory shows {machines} of {after.Machines} machines and {points} of {after.Points} points of the suite: nothing is deleted or given up until it has been so for a day");

    // One machine of ten is a tenth, and nothing to be woken for.
    private static bool IsLess(int before, int now) => before - now > 1 && (before - now) * 100L >= (long)before * SuspiciousPercent;
}
