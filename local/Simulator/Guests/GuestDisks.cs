using System.Globalization;

namespace OpsFunctions.Simulator.Guests;

/// <summary>The disks as a guest sees them.</summary>
internal static class GuestDisks
{
    public static string Count(Machine machine, DateTimeOffset now)
    {
        var count = machine.Made is { } made ? made.Disks.Count - 1 : machine.DataDisks;
        var offline = machine.TroubleAt(now) is GuestTrouble.DisksOffline ? count : 0;
        return string.Create(CultureInfo.InvariantCulture, $"disks={count}\noffline={offline}");
    }

    /// <summary>Whether all that came from a recovery point came from one moment; a disk that was empty holds none.</summary>
    public static bool HoldOneMoment(Machine machine) => machine.Made is not { } made
        || made.Disks.Select(static one => one.Disk.Last.HoldsMoment).OfType<DateTimeOffset>().Distinct().Count() <= 1;
}
