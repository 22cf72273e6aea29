using System.Globalization;
using Azure;
using OpsFunctions.Orchestrations.Arm.Wire;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>When a service wants to be asked again.</summary>
internal static class RetryAfter
{
    /// <summary>
    /// What the answer says, in seconds; null: nothing, or nothing that can be read. A date is seconds here: see
    /// <see cref="RetryAfterInSeconds"/>.
    /// </summary>
    public static double? SecondsOf(Response? response) =>
        response?.Headers.TryGetValue(RetryAfterInSeconds.Header, out var text) == true
        && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;
}
