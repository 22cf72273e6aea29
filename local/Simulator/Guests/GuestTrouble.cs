namespace OpsFunctions.Simulator;

/// <summary>What is wrong with the operating system of a machine that Azure calls running. The host sees none of it.</summary>
public enum GuestTrouble
{
    /// <summary>It works.</summary>
    None,

    /// <summary>It hangs on its way up: no agent, no free memory among the metrics, hardly any CPU, nothing on the network.</summary>
    DoesNotComeUp,

    /// <summary>It is up, and nothing goes in or out, so that its agent is silent, too.</summary>
    NoNetwork,

    /// <summary>It is up and its agent reports; its service does not listen.</summary>
    ServiceDoesNotStart,

    /// <summary>It is up and its data disks are offline, as a SAN policy that brings only shared ones online leaves them.</summary>
    DisksOffline,
}
