namespace OpsFunctions.Simulator;

/// <summary>What a machine is doing, as PowerState/... tells it.</summary>
public enum MachinePower
{
    /// <summary>On.</summary>
    Running,

    /// <summary>Coming up; nothing runs on it yet.</summary>
    Starting,

    /// <summary>Its operating system is shutting down; it keeps its place.</summary>
    Stopping,

    /// <summary>Off, but it keeps its place and is paid for.</summary>
    Stopped,

    /// <summary>Giving up its place.</summary>
    Deallocating,

    /// <summary>Off, without a place.</summary>
    Deallocated,
}
