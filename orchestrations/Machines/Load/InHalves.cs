using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines.Load;

/// <summary>
/// Asks about many machines in one call. One that Azure refuses costs the call for all: what is refused is asked for again in halves,
/// until it is found.
/// </summary>
internal static class InHalves
{
    // Two machines of fifty are found with so many.
    private const int MostCalls = 24;

    /// <param name="ask">Asks about some of them.</param>
    /// <param name="isRefused">Told of those that are refused in the end, and how.</param>
    /// <exception cref="ThrottledException">Azure asked to come back later.</exception>
    public static async Task AskAsync<T, TAnswer>(
        List<T> all, Func<List<T>, Task<Outcome<TAnswer>>> ask, Action<List<T>, Outcome<TAnswer>> isRefused)
    {
        var (waiting, calls) = (new Stack<List<T>>([all]), 0);
        while (waiting.TryPop(out var part))
        {
            var answer = await ask(part);
            calls++;
            if (answer.Kind == OutcomeKind.Throttled)
                throw new ThrottledException(answer.RetryAfterSeconds, answer.Reason);
            if (answer.Kind == OutcomeKind.Done)
                continue;
            var half = part.Count / 2;
            // What is refused of all is not asked for one by one.
            if (half > 0 && calls < MostCalls && answer.Code != Outcome.Unreadable)
            {
                waiting.Push(part[half..]);
                waiting.Push(part[..half]);
                continue;
            }
            isRefused(part, answer);
        }
    }
}
