using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFunctions.Simulator.Outages;

/// <summary>What each kind of outage does to a machine, and what ends it. All of it ours.</summary>
internal static partial class OutageRules
{
    /// <summary>What Azure's trouble lasts where nothing is said.</summary>
    public static readonly TimeSpan PlatformLasts = TimeSpan.FromMinutes(20);

    /// <summary>Documented: so long a guest may need to see that its disk is larger, unless it looks.</summary>
    public static readonly TimeSpan DiskIsSeen = TimeSpan.FromMinutes(10);

    /// <summary>How a script ends that looks at a data disk which is not there.</summary>
    public const int NoSuchDisk = 3;

    /// <summary>How one ends that looks whether a data disk is full, which it is not.</summary>
    public const int DiskIsNotFull = 6;

    private static readonly string[] Looks = ["rescan", "Update-HostStorageCache"];

    public static OutageCures CuresOf(OutageKind kind, OutageOptions options)
    {
        var script = options.Script is null ? OutageCures.None : OutageCures.Script;
        return kind switch
        {
            OutageKind.Hung when !options.HeedsRestart => OutageCures.StopAndStart,
            OutageKind.Hung => OutageCures.Restart | OutageCures.StopAndStart | OutageCures.Redeploy,
            OutageKind.FullDataDisk => OutageCures.LargerDisk | script,
            OutageKind.FullOsDisk => OutageCures.LargerDisk | script,
            OutageKind.Runaway => OutageCures.Restart | OutageCures.StopAndStart | OutageCures.Redeploy | script,
            OutageKind.DeadGuest => OutageCures.Start,
            OutageKind.ProvisioningFailed => OutageCures.Reapply,
            OutageKind.Platform => OutageCures.Time | OutageCures.Redeploy,
            _ => OutageCures.LargerSize,
        };
    }

    /// <summary>Whether a command that ends now ends it.</summary>
    /// <param name="outage">Which.</param>
    /// <param name="operation">As in the REST specification.</param>
    /// <param name="wasOff">The machine was off before.</param>
    public static bool Ends(Outage outage, string operation, bool wasOff)
    {
        var cure = operation switch
        {
            "VirtualMachines_Restart" => OutageCures.Restart,
            "VirtualMachines_Start" => OutageCures.Start | (wasOff ? OutageCures.StopAndStart : OutageCures.None),
            "VirtualMachines_Redeploy" => OutageCures.Redeploy,
            "VirtualMachines_Reapply" => OutageCures.Reapply,
            // A resize of a running machine turns it off and on.
            "VirtualMachines_Update" or "VirtualMachines_CreateOrUpdate" => OutageCures.StopAndStart,
            _ => OutageCures.None,
        };
        return (outage.Cures & cure) != OutageCures.None;
    }

    /// <summary>The guest does nothing any more.</summary>
    public static bool IsSilent(Outage outage) => outage.Kind is OutageKind.Hung
        || (outage.Kind is OutageKind.Platform && outage.Options.Health is not "Degraded");

    /// <summary>Its agent neither reports nor runs anything.</summary>
    public static bool IsMute(Outage outage) =>
        IsSilent(outage) || (outage.Kind is OutageKind.FullOsDisk && !outage.Options.AgentWorks);

    public static bool IsNamed(Outage outage, string name, string script) => outage.Options.Script is { } wanted
        && (name.Contains(wanted, StringComparison.OrdinalIgnoreCase) || script.Contains(wanted, StringComparison.OrdinalIgnoreCase));

    /// <summary>Number of the data disk that a script looks how full it is, by df or Get-Volume; null: it does something else.</summary>
    public static int? LooksAtDisk(string script) =>
        (script.Contains("df --output=pcent", StringComparison.Ordinal) || script.Contains("SizeRemaining", StringComparison.Ordinal))
        && DiskNumber().Match(script) is { Success: true } number
            ? int.Parse(number.Groups["lun"].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("(?:/lun|LUN )(?<lun>[0-9]{1,2})\\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DiskNumber();

    /// <summary>A script that grows a file system: the disk is larger, and the guest sees it.</summary>
    public static bool Grows(Outage outage, string name, string script, DateTimeOffset at)
    {
        if (outage.GrownAt is not { } grown || at < grown || !(outage.Cures.HasFlag(OutageCures.LargerDisk)))
            return false;
        var text = $"{name}\n{script}";
        var isGrowing = text.Contains("grow", StringComparison.OrdinalIgnoreCase)
            || text.Contains("resize", StringComparison.OrdinalIgnoreCase);
        var looks = Array.Exists(Looks, one => text.Contains(one, StringComparison.OrdinalIgnoreCase));
        return isGrowing && (looks || at >= grown + DiskIsSeen);
    }
}
