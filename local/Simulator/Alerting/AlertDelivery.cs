namespace OpsFunctions.Simulator.Alerting;

/// <summary>What became of one attempt to tell a receiver.</summary>
public enum AlertOutcome
{
    /// <summary>It was taken.</summary>
    Delivered,

    /// <summary>It was not, and is tried again.</summary>
    Retried,

    /// <summary>It was refused for good.</summary>
    Refused,

    /// <summary>The last attempt failed; for 15 minutes no action group calls that address.</summary>
    GivenUp,

    /// <summary>It was not sent, since no action group calls that address now.</summary>
    Silenced,

    /// <summary>It got lost on the way.</summary>
    Lost,
}

/// <summary>One attempt.</summary>
/// <param name="At">When.</param>
/// <param name="AlertId">GUID of the alert.</param>
/// <param name="MonitorCondition">Fired or Resolved.</param>
/// <param name="ActionGroup">Resource id.</param>
/// <param name="Address">The receiver's.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Status">Of the answer; 0: none.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record AlertDelivery(
    DateTimeOffset At, string AlertId, string MonitorCondition, string ActionGroup, string Address, int Attempt, int Status,
    AlertOutcome Outcome);

/// <summary>How action groups reach receivers. Chances are drawn by alert and receiver.</summary>
public sealed record AlertDeliveryOptions
{
    /// <summary>Sends a request to a receiver and gives its answer, for example <see cref="By"/>.</summary>
    public required Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Send { get; init; }

    /// <summary>Headers of each request, such as a key. Default: none. (Azure sends none of its own choice.)</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Audience of the token that receivers with <c>useAadAuth</c> get; null, the default: their <c>identifierUri</c>.</summary>
    public string? Audience { get; init; }

    /// <summary>Share that comes twice, 0 to 1. Default: 0.</summary>
    public double Doubled { get; init; }

    /// <summary>Share that comes up to <see cref="LongestDelay"/> late, and so out of order, 0 to 1. Default: 0.</summary>
    public double Late { get; init; }

    /// <summary>Share that never comes, 0 to 1. Default: 0.</summary>
    public double Lost { get; init; }

    /// <summary>From the firing to the first attempt, at least. Default: 1 s.</summary>
    public TimeSpan ShortestLatency { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same, at most. Default: 15 s.</summary>
    public TimeSpan LongestLatency { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is late comes so late at most. Default: 8 minutes.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>A handler as <see cref="Send"/>; it is not disposed of.</summary>
    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> By(HttpMessageHandler handler)
    {
        var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        return invoker.SendAsync;
    }
}
