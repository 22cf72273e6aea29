using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>What became of a call to Azure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutcomeKind>))]
public enum OutcomeKind
{
    Done,

    /// <summary>Azure asked to come back later, or is not well at the moment.</summary>
    Throttled,

    /// <summary>Azure said no, or its answer could not be read; asking again would not help.</summary>
    Refused,
}

/// <summary>An activity's outcome. Expected failures are values: exception types do not survive the way through the task hub.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Value">The answer, where it was done.</param>
/// <param name="RetryAfterSeconds">When to ask again, in seconds, where it was throttled; 0 where the service did not say.</param>
/// <param name="Code">Azure's error code, where it was refused.</param>
/// <param name="Reason">What happened in words: what, where, what to do.</param>
public sealed record Outcome<T>(OutcomeKind Kind, T? Value, double RetryAfterSeconds, string? Code, string? Reason);

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    /// <summary>Code of an answer that broke off or is not what the service promises.</summary>
    public const string Unreadable = "Unreadable";

    /// <summary>Code of a document of the suite's own that cannot be read; the reason names it.</summary>
    public const string Damaged = "Damaged";

    /// <summary>Code of an activity that broke for a reason nobody expected.</summary>
    public const string Unexpected = "Unexpected";

    public static Outcome<T> Done<T>(T value) => new(OutcomeKind.Done, value, 0, null, null);

    /// <param name="retryAfterSeconds">What the service asked for, at most an hour; 0 where it did not say.</param>
    public static Outcome<T> Throttled<T>(double retryAfterSeconds, string? reason) =>
        new(OutcomeKind.Throttled, default, Math.Clamp(retryAfterSeconds, 0, 3600), "TooManyRequests", reason);

    public static Outcome<T> Refused<T>(string code, string reason) =>
        new(OutcomeKind.Refused, default, 0, code, reason);

    /// <summary>Carries out a call to Azure and turns what Azure may answer into an outcome.</summary>
    /// <param name="what">What was asked for, for the reason: «sizes».</param>
    /// <param name="call">The call; it throws as the client libraries do.</param>
    public static async Task<Outcome<T>> OfAsync<T>(string what, Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return Done(await call());
        }
        catch (ThrottledException e)
        {
            return Throttled<T>(e.RetryAfterSeconds, e.Message);
        }
        catch (RefusedException e)
        {
            return Refused<T>(e.Code, $"{what}: {e.Message}");
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { } failure)
        {
            var reason = $"{what}: {failure.Words}";
            return failure.Kind switch
            {
                FailureKind.MayPass => Throttled<T>(failure.RetryAfterSeconds, reason),
                _ => Refused<T>(failure.Code, reason),
            };
        }
    }
}

/// <summary>Carries «come back later» up through a call made of several.</summary>
internal sealed class ThrottledException(double retryAfterSeconds, string? reason) : Exception(reason)
{
    public double RetryAfterSeconds { get; } = retryAfterSeconds;
}

/// <summary>Carries «no» up through a call made of several, where Azure was not even asked.</summary>
internal sealed class RefusedException(string code, string reason) : Exception(reason)
{
    public string Code { get; } = code;
}
