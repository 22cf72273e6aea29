using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using OpsFunctions.Orchestrations;

namespace OpsFunctions.Functions.Http;

/// <summary>Ids of runs, derived from what is done: the same request starts the same run once.</summary>
internal static class RunIds
{
    private const int LongestKey = 200;

    /// <summary>Told where <see cref="HasUsableKey"/> says no.</summary>
    public static IResult KeyTooLong => Refusal.Of(
        StatusCodes.Status400BadRequest, "Idempotency-Key is too long",
        "Send 1 to 200 characters, the same ones when you repeat the request.");

    /// <summary>For a request that is idempotent by itself: a key is taken and not needed.</summary>
    public static bool HasUsableKey(HttpRequest request) => request.Headers["Idempotency-Key"].ToString().Length <= LongestKey;

    public static string OfDay(string capability, DateTimeOffset now) =>
        $"{capability}-{now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";

    public static string OfHour(string capability, DateTimeOffset now) =>
        $"{capability}-{now.UtcDateTime.ToString("yyyyMMdd-HH", CultureInfo.InvariantCulture)}";

    public static string OfMinute(string what, DateTimeOffset now) =>
        $"{what}-{now.UtcDateTime.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}";

    /// <summary>
    /// From the caller and the request's <c>Idempotency-Key</c>, hashed because it comes from outside; else from the second. The caller is
    /// part of it: two who ask for the same at the same moment have a run each, and each is who asked for his own.
    /// </summary>
    /// <returns>False where the key is too long.</returns>
    public static bool TryOfRequest(string capability, HttpRequest request, DateTimeOffset now, [NotNullWhen(true)] out string? id)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        var caller = Callers.NameOf(request).ToLowerInvariant();
        id = key.Length switch
        {
            > LongestKey => null,
            0 => $"{capability}-{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Ids.Page(caller)}",
            _ => $"{capability}-{Ids.Request($"{caller}\n{key}")}",
        };
        return id is not null;
    }
}
