namespace OpsFunctions.Simulator.Outages;

/// <summary>How an outage is to be handled.</summary>
public enum ExpectedHandling
{
    /// <summary>A runbook mends it; where limits or a failed attempt forbid that, people are told in time.</summary>
    Cure,

    /// <summary>Nothing is done to the machine, and people are told once.</summary>
    HandsOff,

    /// <summary>Nothing that the suite may do helps, or it helped too often: people are told in time.</summary>
    Escalate,
}

/// <summary>Something that a person does around an outage.</summary>
/// <param name="At">When.</param>
/// <param name="What">acknowledge, stop, start, restart, mend, keep off, suppress.</param>
public sealed record PlannedMove(DateTimeOffset At, string What);

/// <summary>An outage that is going to be, and what is to be done about it: for judging alone.</summary>
public sealed record PlannedOutage
{
    /// <summary>Whose.</summary>
    public required Machine Machine { get; init; }

    /// <summary>What.</summary>
    public required OutageKind Kind { get; init; }

    /// <summary>When it begins.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How it is otherwise than usual.</summary>
    public OutageOptions Options { get; init; } = new();

    /// <summary>What should happen.</summary>
    public required ExpectedHandling Expected { get; init; }

    /// <summary>Why, in a few words.</summary>
    public required string Reason { get; init; }

    /// <summary>What mends it: restart, start, reapply, run-script, grow-disk, resize-up; null: nothing that the suite does.</summary>
    public string? Runbook { get; init; }

    /// <summary>Name of the storm that it is part of, in which limits leave some machines alone; null: none.</summary>
    public string? Storm { get; init; }

    /// <summary>Id of the backend pool whose machines all fail at once; null: it fails alone.</summary>
    public string? Pool { get; init; }

    /// <summary>What people do around it.</summary>
    public IReadOnlyList<PlannedMove> Moves { get; init; } = [];

    /// <summary>The outage, once it has begun; null: not yet.</summary>
    public Outage? Outage { get; internal set; }
}
