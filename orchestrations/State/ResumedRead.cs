using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.State;

/// <summary>
/// A piece of reading that goes on where an earlier try stopped. What it has so far is written down only where it stops: most never do.
/// </summary>
internal static class ResumedRead
{
    /// <param name="name">Name of the document among the run's.</param>
    /// <param name="read">Reads, and keeps in what it is given how far it is.</param>
    public static async Task<T> OfAsync<TSoFar, T>(
        RunStore store, string runId, string name, Func<TSoFar, Task<T>> read, CancellationToken ct)
        where TSoFar : class, new()
    {
        var soFar = await store.FindAsync<TSoFar>(runId, name, ct) ?? new();
        try
        {
            return await read(soFar);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.MayPass } || e is ThrottledException)
        {
            await store.WriteAsync(runId, name, soFar, ct);
            throw;
        }
    }
}
