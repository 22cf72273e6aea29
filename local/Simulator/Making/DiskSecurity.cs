using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>What a disk is beyond data, and hands on to whatever is made of it.</summary>
internal sealed record DiskSecurity
{
    /// <summary>TrustedLaunch, or ConfidentialVM with what is encrypted; null: neither.</summary>
    public string? Type { get; init; }

    /// <summary>Marketplace plan of the image it came from: name, publisher, product.</summary>
    public JsonObject? Plan { get; init; }

    public int? MaxShares { get; init; }

    public int? SectorBytes { get; init; }

    public bool IsShared => MaxShares > 1;

    /// <summary>Of a disk of the fleet or of a machine that a request made; null: nothing.</summary>
    public static DiskSecurity? Of(MachineDisk disk)
    {
        if (disk.Machine.Made is { } made)
            return made.Disk(disk.Lun).Disk.Last.Security;
        var traits = disk.Machine.Traits;
        var security = disk.Lun is null
            ? new DiskSecurity { Type = OfSystem(traits.SecurityType), Plan = TraitDocument.Plan(traits) }
            : new DiskSecurity { MaxShares = traits.MaxShares, SectorBytes = MachineDisk.IsSlow(disk.Kind) ? traits.SectorBytes : null };
        return security == Nothing ? null : security;
    }

    /// <summary>As the disk of the system of such a machine says it.</summary>
    public static string? OfSystem(string? machine) =>
        machine is "ConfidentialVM" ? "ConfidentialVM_DiskEncryptedWithPlatformKey" : machine is "Standard" ? null : machine;

    private static readonly DiskSecurity Nothing = new();
}
