namespace OpsFunctions.Simulator.Outages;

/// <summary>What is wrong with a machine.</summary>
public enum OutageKind
{
    /// <summary>The guest hangs: no CPU, no agent, unavailable.</summary>
    Hung,

    /// <summary>A data disk is full.</summary>
    FullDataDisk,

    /// <summary>The disk of the system is full; the agent often goes with it.</summary>
    FullOsDisk,

    /// <summary>A process takes all CPU.</summary>
    Runaway,

    /// <summary>The guest went off by itself: stopped, with its place kept.</summary>
    DeadGuest,

    /// <summary>Azure's idea of the machine is broken: provisioning state Failed.</summary>
    ProvisioningFailed,

    /// <summary>Azure's own trouble with the host, or its maintenance; it ends by itself.</summary>
    Platform,

    /// <summary>It needs more CPU than its size has.</summary>
    Undersized,
}

/// <summary>What ends an outage.</summary>
[Flags]
public enum OutageCures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A restart.</summary>
    Restart = 1,

    /// <summary>Power off or deallocation, then a start.</summary>
    StopAndStart = 2,

    /// <summary>A start.</summary>
    Start = 4,

    /// <summary>Reapply.</summary>
    Reapply = 8,

    /// <summary>Redeployment to another host.</summary>
    Redeploy = 16,

    /// <summary>The script of <see cref="OutageOptions.Script"/>.</summary>
    Script = 32,

    /// <summary>A larger disk whose file system was grown, too.</summary>
    LargerDisk = 64,

    /// <summary>A size with more vCPUs.</summary>
    LargerSize = 128,

    /// <summary>Time alone: <see cref="OutageOptions.EndsAfter"/>.</summary>
    Time = 256,
}
