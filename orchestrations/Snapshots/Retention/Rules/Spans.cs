using System.Globalization;

namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>A span of time as people say it: <c>24 h</c>, <c>30 days</c>.</summary>
internal static class Spans
{
    public static string Text(TimeSpan span) => span.TotalHours > 48
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.##} days")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.##} h");
}
