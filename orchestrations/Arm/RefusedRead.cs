using Azure;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>
/// A read among others: what may not be read costs only what depends on it, what passes by itself is asked for again with all.
/// </summary>
internal static class RefusedRead
{
    /// <param name="refused">Told of a refusal, and gives what counts in its place.</param>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public static async Task<T> OrAsync<T>(Func<Task<T>> read, Func<RequestFailure, T> refused)
    {
        try
        {
            return await read();
        }
        catch (RequestFailedException e) when (RequestFailure.Of(e, CancellationToken.None) is { Kind: FailureKind.Refused } failure)
        {
            return refused(failure);
        }
    }
}
