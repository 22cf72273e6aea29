using System.Globalization;
using System.Text.Json;
using Azure;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Reads what a failed call says.</summary>
internal static class RequestFailure
{
    /// <summary>Throttled, a server's own trouble, or a connection that broke and stayed broken over the client's quick retries (0).</summary>
    public static bool MayPass(RequestFailedException e) => e.Status is 429 or 0 or >= 500;

    /// <summary>When the service wants to be asked again; 0 where it did not say.</summary>
    public static double RetryAfterSeconds(RequestFailedException e)
    {
        var header = e.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) == true ? text : null;
        return double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? Math.Max(1, seconds) : 0;
    }

    /// <summary>An answer that broke off or is not what the service promises.</summary>
    public static bool IsUnreadable(Exception e) =>
        e is JsonException or FormatException or IOException or KeyNotFoundException
        or InvalidOperationException { Source: "System.Text.Json" };

    /// <summary>What the service said, in one line; where it said nothing, its status and code.</summary>
    public static string FirstLine(Exception e)
    {
        if (e is RequestFailedException { Status: > 0 } failed && e.Message.StartsWith("Service request failed", StringComparison.Ordinal))
            return $"HTTP {failed.Status} {failed.GetRawResponse()?.ReasonPhrase} {failed.ErrorCode}".TrimEnd();
        var text = e.Message.AsSpan();
        var end = text.IndexOfAny('\r', '\n');
        return (end < 0 ? text : text[..end]).ToString();
    }
}
