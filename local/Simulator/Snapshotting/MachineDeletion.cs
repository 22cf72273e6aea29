namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Somebody deleted the machine, and its disks with it or not.</summary>
internal sealed record MachineDeletion(DateTimeOffset At, bool WithDisks)
{
    /// <summary>The OS disk goes with it, the data disks stay: what machines of the fleet were made with.</summary>
    public bool WithOsDisk { get; init; }

    public bool Takes(int? lun) => WithDisks || (WithOsDisk && lun is null);
}

/// <summary>Another disk of the same name took the place of one; no number: of the OS disk.</summary>
internal sealed record DiskReplacement(int? Lun, DateTimeOffset At);
