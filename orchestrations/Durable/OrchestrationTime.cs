using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>The clock of orchestrators.</summary>
internal static class OrchestrationTime
{
    /// <summary>The moment, UTC: the same in every replay.</summary>
    public static DateTimeOffset Now(this TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
