using Microsoft.AspNetCore.Http;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Events;

namespace OpsFunctions.Functions.Http.Answers;

/// <summary>What is answered about messages that were put apart, the same for each queue.</summary>
internal static class PoisonAnswers
{
    /// <param name="peek">The first messages, each with the reason.</param>
    public static async Task<IResult> ListAsync<TMessage>(
        PoisonQueue poison, Func<Task<IReadOnlyList<TMessage>>> peek, CancellationToken ct)
    {
        var outcome = await Outcome.OfAsync(
            poison.Name, async () => new { count = await poison.CountAsync(ct), messages = await peek() }, ct);
        return outcome.Value is { } found ? Results.Ok(found) : Refusal.OfState(outcome);
    }

    public static async Task<IResult> ReplayAsync<TQueue>(
        HttpRequest request, TQueue poison, PoisonCount<TQueue> count, CancellationToken ct) where TQueue : PoisonQueue
    {
        if (!RunIds.HasUsableKey(request))
            return RunIds.KeyTooLong;
        var outcome = await Outcome.OfAsync(poison.Name, () => poison.ReplayAsync(ct), ct);
        count.Forget();
        return outcome.Kind == OutcomeKind.Done
            ? Results.Ok(new { replayed = outcome.Value })
            : Refusal.OfState(outcome, "What was put back stays so; the rest is still in poison.");
    }
}
