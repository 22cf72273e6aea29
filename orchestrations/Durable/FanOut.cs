namespace OpsFunctions.Orchestrations.Durable;

/// <summary>Fan-out with a ceiling, safe under replay: it awaits nothing but the tasks the orchestrator made.</summary>
public static class FanOut
{
    /// <summary>Starts one task an item, at most <paramref name="atMost"/> at a time, in order.</summary>
    /// <returns>The results in the order of the items.</returns>
    public static async Task<IReadOnlyList<TResult>> AtMostAsync<T, TResult>(
        IReadOnlyList<T> items, int atMost, Func<T, Task<TResult>> start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        var started = new List<Task<TResult>>(items.Count);
        var running = new List<Task>(atMost);
        foreach (var item in items)
        {
            if (running.Count == atMost)
                running.Remove(await Task.WhenAny(running));
            var task = start(item);
            started.Add(task);
            running.Add(task);
        }
        return await Task.WhenAll(started);
    }
}
