using System.Globalization;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Orchestrations.Snapshots.Planning;

/// <summary>How a machine's disks are taken, and what may be said of them afterwards.</summary>
/// <param name="Form">A snapshot a disk, or one restore point.</param>
/// <param name="Mode">How a restore point is asked for.</param>
/// <param name="Claim">What the disks have in common for certain; never more than Azure promises.</param>
/// <param name="Reason">Why so, and why not more.</param>
public sealed record ConsistencyDecision(PointForm Form, Consistency Mode, Consistency Claim, string Reason);

/// <summary>
/// Decides how the disks of a machine are taken. Pure; the rules are Azure's (Microsoft Learn, restore points, limitations).
/// </summary>
public static class ConsistencyPolicy
{
    // From which generation on several data disks have no promise: Intel, and AMD, whose names have an a.
    private const int FirstIntel = 6;
    private const int FirstAmd = 7;

    public static ConsistencyDecision Decide(ProtectedMachine machine, SnapshotPolicy policy)
    {
        if (machine.Disks.Count + machine.Unseen.Count == 1 && machine.Left.Count == 0)
            return Snapshots(Consistency.Crash, "one disk: each snapshot is of one moment");
        if (machine.Left.Count > 0)
            return Snapshots(machine.Disks.Count + machine.Unseen.Count == 1
                ? Consistency.Crash
                : Consistency.None, $"not coordinated: {string.Join(", ", machine.Left)}");
        if (machine.HasIndependentDisks)
            return Snapshots(Consistency.None, "not coordinated: tag ops:disks=independent");
        if (policy.Consistency == Consistency.None)
            return Snapshots(Consistency.None, $"not coordinated: the policy {policy.Name} says so");
        var slow = machine.Disks.FirstOrDefault(disk => disk.IsSlow);
        if (slow is not null && policy.Consistency == Consistency.Crash)
            return Snapshots(
                Consistency.None, $"not coordinated: Azure takes no crash-consistent restore point of {slow.Sku} disks ({slow.Role})");
        if (policy.Consistency == Consistency.Application && (machine.IsRunning || slow is not null))
            return new(
                PointForm.RestorePoint, Consistency.Application, Consistency.Application,
                "one restore point, quiesced by the machine's agent");
        return Unpromised(machine) is { } why
            ? new(
                PointForm.RestorePoint, Consistency.Crash, Consistency.None,
                $"one restore point, but {why}: Azure promises no crash consistency")
            : new(PointForm.RestorePoint, Consistency.Crash, Consistency.Crash, "one restore point of all disks");
    }

    private static ConsistencyDecision Snapshots(Consistency claim, string reason) =>
        new(PointForm.Snapshot, Consistency.None, claim, reason);

    private static string? Unpromised(ProtectedMachine machine)
    {
        if (machine.Disks.FirstOrDefault(disk => string.Equals(
            disk.Caching, "ReadWrite", StringComparison.OrdinalIgnoreCase)) is { } cached)
            return $"the host caches writes of its disk {cached.Role}";
        return machine.Disks.Count(disk => disk.Role != "os") > 1 && IsNew(machine.Size)
            ? $"it has several data disks and the size {machine.Size}"
            : null;
    }

    // Standard_D4ads_v7: family letters, vCPUs, features, generation.
    private static bool IsNew(string size)
    {
        var parts = size.Split('_');
        if (!(parts[^1] is ['v', .. var digits]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)) || parts.Length < 3)
            return false;
        var features = parts[1].SkipWhile(char.IsAsciiLetter).SkipWhile(letter => char.IsAsciiDigit(letter) || letter == '-');
        return generation >= (features.Contains('a') ? FirstAmd : FirstIntel);
    }
}
