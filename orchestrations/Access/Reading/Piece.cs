using Azure;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>A piece of an audit: where it is refused, or its answer is broken each time, only what depends on it is unknown.</summary>
internal static class Piece
{
    // What broke off on its way comes whole the next time; what is broken at its source does not.
    private const int Tries = 3;

    /// <summary>The code of a tenant without Privileged Identity Management (a 400, no 403).</summary>
    public static bool SaysNoPremium(string? code) => string.Equals(code, "AadPremiumLicenseRequired", StringComparison.OrdinalIgnoreCase);

    /// <param name="read">May be called again: what it has read then comes twice.</param>
    /// <param name="missing">Told of what is wrong, and gives what counts in its place.</param>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public static async Task<T> OrAsync<T>(Func<Task<T>> read, Func<RequestFailure, T> missing, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Refused or FailureKind.Unreadable } failure)
            {
                if (failure.Kind == FailureKind.Refused || attempt == Tries)
                    return missing(failure);
            }
        }
    }
}
