using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>The clock of orchestrators.</summary>
internal static class OrchestrationTime
{
    /// <summary>The moment, UTC: the same in every replay.</summary>
    public static DateTimeOffset Now(this TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    /// <summary>Waits for something, until that moment at most; true: it was done first.</summary>
    public static async Task<bool> IsDoneBeforeAsync(this TaskOrchestrationContext context, Task something, DateTimeOffset until)
    {
        using var timer = new CancellationTokenSource();
        var first = await Task.WhenAny(something, context.CreateTimer(until.UtcDateTime, timer.Token));
#pragma warning disable CA1849, MA0042 // CancelAsync would leave the orchestrator's thread.
        timer.Cancel();
#pragma warning restore CA1849, MA0042
        return first == something;
    }
}
