namespace OpsFunctions.Simulator.Events.Delivering;

/// <summary>When a delivery is tried again, as documented («Message delivery and retry»), without its small randomness.</summary>
internal static class RetrySchedule
{
    /// <summary>From the last attempt to the moment an event is written to its container.</summary>
    public static readonly TimeSpan BeforeDeadLetter = TimeSpan.FromMinutes(5);

    /// <summary>How long a container may be unavailable before the event is dropped.</summary>
    public static readonly TimeSpan ContainerPatience = TimeSpan.FromHours(4);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
    ];

    /// <param name="attempts">How many there were.</param>
    /// <param name="status">How the last was answered; 0: not at all.</param>
    public static TimeSpan Wait(int attempts, int status)
    {
        var wait = Waits[Math.Min(attempts, Waits.Length) - 1];
        var least = status switch
        {
            401 or 403 or 404 => TimeSpan.FromMinutes(5),
            408 => TimeSpan.FromMinutes(2),
            503 => TimeSpan.FromSeconds(30),
            _ => TimeSpan.FromSeconds(10),
        };
        return wait > least ? wait : least;
    }

    /// <summary>Whether trying again is of no use.</summary>
    public static bool IsFinal(int status, bool retriesForbidden) => status is 400 or 413 || (status is 403 && !retriesForbidden);

    public static string OutcomeOf(int status) => status switch
    {
        0 or 408 => "TimedOut",
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        413 => "PayloadTooLarge",
        429 or 503 => "Busy",
        _ => "GenericError",
    };
}
