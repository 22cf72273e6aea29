using OpsFunctions.Orchestrations.Guard.Approvals;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>A change that wants to begin.</summary>
/// <param name="Capability">Which capability asks: <c>rightsizing</c>.</param>
/// <param name="Owner">The orchestration's instance; the same one asking again is the same owner.</param>
/// <param name="ResourceId">What is changed.</param>
/// <param name="Subscription">Its subscription, whose share of the breaker counts.</param>
/// <param name="Mode">How far the capability may go on this resource, as setting and tag say.</param>
/// <param name="PlanHash">Hash of the plan; an approval of another one does not count.</param>
public sealed record GuardRequest(string Capability, string Owner, string ResourceId, string Subscription, Mode Mode, string PlanHash)
{
    /// <summary>What must not be changed at the same time, such as a load balancer's pool: claimed with the resource.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>IANA name of the resource's time zone.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Name of the resource's window; null: that of its kind of environment.</summary>
    public string? Window { get; init; }

    /// <summary>Environment, lower case, for freezes that hold for some only; null: untagged.</summary>
    public string? Environment { get; init; }

    public bool IsProduction { get; init; } = true;

    /// <summary>Why the resource's owner excludes it; null: not at all.</summary>
    public string? Exclusion { get; init; }

    /// <summary>The change deletes, so that a lock against deletion stands against it, too.</summary>
    public bool Deletes { get; init; }

    /// <summary>When it was planned, from which on it may wait; null: now.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>Machines in scope, all and of the subscription, for the breaker's share.</summary>
    public int FleetSize { get; init; }

    public int SubscriptionSize { get; init; }

    /// <summary>The change was approved, or needs no approval; asked last.</summary>
    public ApprovalResult? Approval { get; init; }

    /// <summary>Hours since an earlier change by the same owner do not count: a change that is taken back by the one who made it.</summary>
    public bool SkipsCooldown { get; init; }

    /// <summary>
    /// Only looks, before a person is asked: takes neither claim nor place in the breaker, and what passes by itself is left out.
    /// </summary>
    public bool Preview { get; init; }
}

/// <summary>The guard's answer with its ticket.</summary>
/// <param name="Ticket">Null unless it was granted.</param>
public sealed record GuardAnswer(GuardDecision Decision, ChangeTicket? Ticket);

/// <summary>
/// The right to make one change: every mutating activity takes it, and the gate looks at it again right before each call.
/// </summary>
/// <param name="Claims">Ids that were claimed: the resource and its groups.</param>
/// <param name="ExpiresAt">Forward steps end here; undoing does not.</param>
public sealed record ChangeTicket(
    string Capability, string Owner, string ResourceId, IReadOnlyList<string> Claims, string PlanHash, DateTimeOffset GrantedAt,
    DateTimeOffset ExpiresAt);
