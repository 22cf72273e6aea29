namespace OpsFunctions.Orchestrations.Events;

/// <summary>What is kept of an event for two days: enough to take it once, nothing of what it says about people.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Time">When it happened, by its own account; null where it does not say.</param>
/// <param name="HandledAt">When it was taken.</param>
/// <param name="IsForeign">Whether it is of no subscription in scope; then nobody was called.</param>
public sealed record EventRecord(string Type, string Subject, DateTimeOffset? Time, DateTimeOffset HandledAt, bool IsForeign);
