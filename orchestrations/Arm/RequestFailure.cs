using System.Globalization;
using System.Text.Json;
using Azure;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Reads what a failed call says.</summary>
internal static class RequestFailure
{
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait before asking again; null where asking again would not help.</summary>
    public static TimeSpan? RetryAfter(RequestFailedException e)
    {
        // 0: the connection broke and the client's own quick retries were used up.
        if (e.Status is not (429 or 0 or >= 500))
            return null;
        var header = e.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) == true ? text : null;
        return double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Max(1, seconds))
            : UnsaidWait;
    }

    /// <summary>An answer that broke off or is not what the service promises.</summary>
    public static bool IsUnreadable(Exception e) =>
        e is JsonException or FormatException or IOException or KeyNotFoundException
        or InvalidOperationException { Source: "System.Text.Json" };

    public static string FirstLine(Exception e)
    {
        var text = e.Message.AsSpan();
        var end = text.IndexOfAny('\r', '\n');
        return (end < 0 ? text : text[..end]).ToString();
    }
}
