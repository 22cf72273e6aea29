using System.Globalization;
using Azure;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>When a service wants to be asked again.</summary>
internal static class RetryAfter
{
    /// <summary>The header <c>Retry-After</c> in seconds; null where there is none, or it names a date.</summary>
    public static double? SecondsOf(Response? response) =>
        response?.Headers.TryGetValue("Retry-After", out var text) == true && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
}
