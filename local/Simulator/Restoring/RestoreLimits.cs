using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>How many restore points and collections there may be, and how often one may be made. Each refusal is counted.</summary>
internal sealed class RestoreLimits(SimulatedAzure azure)
{
    private const int MostOfMachine = 500;
    private const int MostCollections = 10_000;
    private const int MostInAnHour = 3;

    // Documented are one and three hours; assumed is that hourly slots that come a little early still pass.
    private static readonly TimeSpan BetweenCrash = TimeSpan.FromMinutes(55);
    private static readonly TimeSpan BetweenApplication = TimeSpan.FromMinutes(175);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    /// <summary>Null: one more collection may lie there.</summary>
    public Outcome? Refusal(string subscription, string region) =>
        azure.RestorePoints.CollectionShelf.Under($"/subscriptions/{subscription}/")
            .Count(one => one.Last.Region == region) < MostCollections ? null
            : azure.Snapshots.Refused(
                ProtectionLimit.CollectionsInRegion, $"/subscriptions/{subscription}", Now,
                $"Subscription '{subscription}' has reached the limit of {MostCollections} restore point collections in '{region}'.");

    /// <summary>Null: a point of that consistency may be made of the machine now.</summary>
    public Outcome? Refusal(Machine machine, string consistency)
    {
        var of = azure.RestorePoints.Of(machine);
        var recent = of.Recent(Now);
        if (recent.Any(one => one.IsInProgress(Now)))
            return azure.Snapshots.Refused(
                ProtectionLimit.RestorePointInProgress, machine.Id, Now,
                $"A restore point of virtual machine '{machine.Name}' is being created already.");
        if (of.LastOf(consistency) is { } last && Now - last < (consistency == RestorePoint.Crash ? BetweenCrash : BetweenApplication))
            return azure.Snapshots.Refused(
                ProtectionLimit.RestorePointTooSoon, machine.Id, Now,
                FormattableString.Invariant(
                    $"The last restore point of virtual machine '{machine.Name}' with consistencyMode '{consistency}' was created at {last:O}; {(consistency == RestorePoint.Crash ? "1 hour" : "3 hours")} must lie between them."));
        if (recent.Count >= MostInAnHour)
            return azure.Snapshots.Refused(
                ProtectionLimit.RestorePointsInAnHour, machine.Id, Now,
                $"Up to {MostInAnHour} restore points of virtual machine '{machine.Name}' can be created in an hour.");
        return of.Present.Count(static one => one.Last.CopyOf is null) >= MostOfMachine
            ? azure.Snapshots.Refused(
                ProtectionLimit.RestorePointsOfMachine, machine.Id, Now,
                $"Virtual machine '{machine.Name}' has reached the limit of {MostOfMachine} restore points.")
            : null;
    }
}
