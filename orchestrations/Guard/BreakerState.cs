using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>What of a capability's changes is under way and what failed; a document of the state.</summary>
[StateDocument(
    "guard/breakers/*",
    Loss = "no change forward of the capability for 48 hours or BreakerHours after it last claimed or changed something",
    Damage = "the capability begins no change forward until what it may have known no longer counts, 48 hours or BreakerHours after it was written; what was begun is still taken back",
    Mend = "nothing is needed; to go on sooner, look into the newest reports for what failed, and delete it")]
public sealed record BreakerState(IReadOnlyList<BreakerEntry> InFlight, IReadOnlyList<BreakerEntry> Failed)
{
    public static readonly BreakerState None = new([], []);

    /// <summary>When a document was written that could not be read: what it knew may be anything. Null: nothing is unknown.</summary>
    public DateTimeOffset? UnknownAt { get; init; }

    public static BreakerState Damaged(DateTimeOffset written) => None with { UnknownAt = written };

    public static string NameOf(string capability) => $"guard/breakers/{capability}";
}

/// <summary>One change.</summary>
/// <param name="At">When it began; where it failed, when it did.</param>
public sealed record BreakerEntry(string Owner, string ResourceId, string Subscription, DateTimeOffset At);
