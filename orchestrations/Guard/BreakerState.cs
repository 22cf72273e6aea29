namespace OpsFunctions.Orchestrations.Guard;

/// <summary>What of a capability's changes is under way and what failed; a document of the state.</summary>
public sealed record BreakerState(IReadOnlyList<BreakerEntry> InFlight, IReadOnlyList<BreakerEntry> Failed)
{
    public static readonly BreakerState None = new([], []);

    public static string NameOf(string capability) => $"guard/breakers/{capability}";
}

/// <summary>One change.</summary>
/// <param name="At">When it began; where it failed, when it did.</param>
public sealed record BreakerEntry(string Owner, string ResourceId, string Subscription, DateTimeOffset At);
