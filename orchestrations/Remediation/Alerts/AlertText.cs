using System.Globalization;
using System.Text.Json;
using System.Xml;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>Values of an alert as they come from outside: each is checked, or is nothing.</summary>
internal static class AlertText
{
    private const int FirstYear = 2000;
    private const int LastYear = 2999;
    private const int SubscriptionPart = 2;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(2);

    /// <summary>A text that something is known by; null where it is empty, longer, or holds what cannot be seen.</summary>
    public static string? Name(JsonElement value, int longest) =>
        value.Text() is { } text && text.Length <= longest && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A text for people: one line, cut where it is longer.</summary>
    public static string Line(JsonElement value, int longest)
    {
        var text = value.Text() ?? "";
        // Half a letter would be no text any more.
        var end = text.Length <= longest ? text.Length : char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Concat(text.AsSpan(0, end).ToString().Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
    }

    /// <summary>Id of a resource in lower case; null where it is none, such as one with dots that lead elsewhere.</summary>
    public static string? ResourceId(JsonElement value)
    {
        var text = value.Text()?.TrimEnd('/').ToLowerInvariant();
        return text is not null && ArmAddress.IsId(text) && IsOfSubscription(text.Split('/')) ? text : null;
    }

    /// <summary><c>Sev0</c> to <c>Sev4</c>, or as Prometheus calls it; what is unknown is <c>Sev3</c>.</summary>
    public static string Severity(JsonElement value) => value.Text()?.ToLowerInvariant() switch
    {
        "sev0" or "critical" => "Sev0",
        "sev1" or "error" => "Sev1",
        "sev2" or "warning" => "Sev2",
        "sev4" => "Sev4",
        _ => "Sev3",
    };

    /// <summary>A moment from 2000 to 2999 in UTC; one without an offset is UTC. Null where it is none.</summary>
    public static DateTimeOffset? Moment(JsonElement value) =>
        value.Moment() is { Year: >= FirstYear and <= LastYear } moment ? moment.ToUniversalTime() : null;

    /// <summary>A number, or a text that is one, as thresholds are; null where it is none, or too large to be one.</summary>
    public static double? Number(JsonElement value)
    {
        var isNumber = value.ValueKind == JsonValueKind.Number
            ? value.TryGetDouble(out var number)
            : double.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        return isNumber && double.IsFinite(number) ? number : null;
    }

    /// <summary>A length of time as <c>PT5M</c>, at most two days; null where it is none.</summary>
    public static TimeSpan? Window(JsonElement value)
    {
        try
        {
            var window = value.Text() is { Length: <= 50 } text ? XmlConvert.ToTimeSpan(text) : TimeSpan.Zero;
            return window > TimeSpan.Zero && window <= LongestWindow ? window : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsOfSubscription(string[] parts) =>
        parts.Length > SubscriptionPart && parts[1] == "subscriptions" && Ids.IsGuid(parts[SubscriptionPart]);
}
