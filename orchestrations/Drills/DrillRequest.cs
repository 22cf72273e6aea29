using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>A drill that somebody asked for.</summary>
/// <param name="Plan">Name of its plan.</param>
/// <param name="Point"><c>newest</c> or a moment; empty: as the plan says.</param>
/// <param name="RequestedBy">Id of the caller, or of the timer; he may not approve it.</param>
/// <param name="Reason">Why, in his words; empty: nothing was said.</param>
public sealed record DrillRequest(string Plan, string Point, string RequestedBy, string Reason);

/// <summary>A drill that is to be looked at before anything is made.</summary>
/// <param name="Commits">Its journal is written and its points are held, where it can begin.</param>
/// <param name="ApprovedHash">Hash of the plan that was approved; null: none had to be.</param>
public sealed record DrillCheckup(RunMoment Run, DrillRequest Request, bool Commits, string? ApprovedHash);

/// <summary>What that look came to, in short.</summary>
/// <param name="Missing">The first of what stands against it; empty: it can begin.</param>
/// <param name="PlanHash">Hash of what is going to be built.</param>
/// <param name="ExpiresAt">Then it is over, where it was committed.</param>
public sealed record DrillChecked(
    string Application, string Subscription, string GroupId, Mode Mode, bool NeedsApproval, IReadOnlyList<string> Missing, string PlanHash,
    IReadOnlyList<Planning.OutlineGroup> Groups, DateTimeOffset ExpiresAt, string Sentence)
{
    public int WaitOnFailureMinutes { get; init; }

    public int AgentMinutes { get; init; }

    public int IsolationPollSeconds { get; init; }

    /// <summary>Hours that a person has to approve it.</summary>
    public int ApprovalHours { get; init; }

    /// <summary>Keys of its machines in the journal.</summary>
    public IReadOnlyList<string> MachineKeys { get; init; } = [];

    /// <summary>Steps of the approval's question.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}

/// <summary>A drill that wants to change something.</summary>
public sealed record DrillAsk(string DrillId, string GroupId, string Subscription, Mode Mode, string PlanHash, ApprovalResult? Approval);

/// <summary>What the guard said to it.</summary>
/// <param name="Ticket">Null: nothing may be changed.</param>
/// <param name="RetryAt">When to ask again; null: never.</param>
public sealed record DrillAnswer(ChangeTicket? Ticket, string Reason, DateTimeOffset? RetryAt);

/// <summary>How far a drill is.</summary>
/// <param name="Stage">One of: looking, approval, building, groups, judging, cleaning, ended.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record DrillProgress(string Stage, string Sentence, DateTimeOffset Since, DateTimeOffset? ExpiresAt)
{
    /// <summary>Steps of the drill as a whole that are done; those of its machines stand with them.</summary>
    public IReadOnlyList<Measuring.DrillStep> Steps { get; init; } = [];
}

/// <summary>What a drill came to.</summary>
/// <param name="Report">Its report without ending; null: it has none.</param>
public sealed record DrillSummary(
    string DrillId, Measuring.Verdict? Verdict, Measuring.Remains Remains, IReadOnlyList<string> Causes, string? Report);
