using Microsoft.DurableTask;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>A step of an orchestration that is taken again until it is done.</summary>
/// <param name="Attempts">How often at most, the first time included; at least 1.</param>
/// <param name="Pause">Between two attempts, by durable timer.</param>
internal sealed record Repeat(int Attempts, TimeSpan Pause)
{
    /// <returns>What the last attempt came to.</returns>
    public async Task<T> UntilAsync<T>(TaskOrchestrationContext context, Func<T, bool> isDone, Func<Task<T>> step)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await step();
            if (isDone(outcome) || attempt >= Attempts)
                return outcome;
            await context.CreateTimer(Pause, CancellationToken.None);
        }
    }
}
