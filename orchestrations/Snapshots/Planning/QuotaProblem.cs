using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>
/// What may run into Azure's limit of points and could not be seen in the settings: what others take, holds, former rules. Pure.
/// </summary>
internal static class QuotaProblem
{
    /// <summary>One sentence each; none as a rule.</summary>
    public static IEnumerable<string> Of(ProtectedMachine machine, RunMemory memory, SnapshotOptions options)
    {
        foreach (var disk in machine.Disks.Where(disk => disk.Snapshots > RetentionBound.Limit))
            yield return Invariant($"disk {disk.Role} has {disk.Snapshots} snapshots, and Azure allows {DuePolicy.MostOfSource}: ")
                + "look for holds, for series that have ended, and for others who take them";
        var versions = memory.Policies.FirstOrDefault(one => one.Name == options.Find(machine.Choice.Policy)?.Name)?.Versions ?? [];
        if (versions.Count > 1 && RetentionBound.Cooling(versions, options.Rhythm) is > RetentionBound.Limit and var most)
            yield return Invariant(
                $"until the former rules of {versions[0].Name} have cooled off, it can hold up to {most} points of a disk, and ")
                + Invariant($"Azure allows {DuePolicy.MostOfSource}");
    }
}
