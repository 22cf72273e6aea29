namespace OpsFunctions.Simulator.Outages;

/// <summary>How an outage is otherwise than usual for its kind.</summary>
public sealed record OutageOptions
{
    /// <summary>What ends it; null, the default: what ends one of its kind.</summary>
    public OutageCures? Cures { get; init; }

    /// <summary>When it ends by itself. Default: of Azure's own trouble 20 minutes after its begin, of all else never.</summary>
    public TimeSpan? EndsAfter { get; init; }

    /// <summary>False: a hung guest does not heed a restart or a plain stop, only one that skips the shutdown. Default: true.</summary>
    public bool HeedsRestart { get; init; } = true;

    /// <summary>Whether Azure's trouble is planned maintenance. Default: false.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>A dead guest went down as if somebody had shut it down from within; health then says Customer Initiated. Default: it
    /// crashed.</summary>
    public bool LooksLikeAPerson { get; init; }

    /// <summary>What resource health says of a hung guest and of Azure's trouble: Unavailable (default), Unknown or Degraded.</summary>
    public string Health { get; init; } = "Unavailable";

    /// <summary>Whether the agent still runs scripts while the system's disk is full. Default: false.</summary>
    public bool AgentWorks { get; init; }

    /// <summary>Number of the data disk that is full. Default: 0.</summary>
    public int Lun { get; init; }

    /// <summary>How full the disk is, in percent, 1 to 100. Default: 97.</summary>
    public int UsedPercent { get; init; } = 97;

    /// <summary>Name of the script that mends it: part of a managed run command's name, or of the script's text; case does not matter.
    /// Null, the default: none does.</summary>
    public string? Script { get; init; }

    /// <summary>How often it comes back after it was ended. Default: 0.</summary>
    public int Returns { get; init; }

    /// <summary>How long after its end it comes back. Default: 30 minutes.</summary>
    public TimeSpan ReturnsAfter { get; init; } = TimeSpan.FromMinutes(30);
}
