using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>What is kept of an event for two days: enough to take it once, nothing of what it says about people.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Time">When it happened, by its own account; null where it does not say.</param>
/// <param name="HandledAt">When it was taken.</param>
/// <param name="IsForeign">Whether it is of no subscription in scope; then nobody was called.</param>
[StateDocument(
    "events/*",
    Loss = "an event that is delivered once more is taken once more",
    Damage = "none: only that it is there counts",
    Mend = "nothing is needed; it goes after two days")]
public sealed record EventRecord(string Type, string Subject, DateTimeOffset? Time, DateTimeOffset HandledAt, bool IsForeign);
