namespace OpsFunctions.Simulator;

/// <summary>How a machine's load behaves over time.</summary>
public enum Archetype
{
    /// <summary>Nobody uses it: within Advisor's published rule for a shutdown.</summary>
    Idle,

    /// <summary>Busy on working days, from 8 to 18 o'clock of its region.</summary>
    OfficeHours,

    /// <summary>Busy from 1 to 4 o'clock.</summary>
    NightlyBatch,

    /// <summary>Busy on Sunday from 2 to 10 o'clock.</summary>
    WeeklyBatch,

    /// <summary>Much the same at any hour.</summary>
    Steady,

    /// <summary>Quiet, with short peaks at any time.</summary>
    Spiky,

    /// <summary>Little CPU, much memory.</summary>
    MemoryBound,

    /// <summary>A few percent more every week.</summary>
    Growing,

    /// <summary>Short bursts on a burstable size.</summary>
    Burstable,

    /// <summary>Needs more than its size has.</summary>
    Undersized,

    /// <summary>Office hours, and switched off from 20 to 6 o'clock and at weekends.</summary>
    OffAtNight,

    /// <summary>Replays a recording.</summary>
    Trace,
}
