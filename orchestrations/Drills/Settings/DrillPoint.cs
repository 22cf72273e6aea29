using System.Globalization;

namespace OpsFunctions.Orchestrations.Drills.Settings;

/// <summary>Which point a drill recovers to.</summary>
public static class DrillPoint
{
    /// <summary>The newest that is complete.</summary>
    public const string Newest = "newest";

    /// <summary>Whether the text names one.</summary>
    public static bool IsOne(string text) => IsNewest(text) || MomentOf(text) is not null;

    /// <summary>The moment whose newest point is wanted; null: the newest of all.</summary>
    public static DateTimeOffset? MomentOf(string text) => DateTimeOffset.TryParseExact(
        text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
        out var moment)
        ? moment
        : null;

    private static bool IsNewest(string text) => string.Equals(text, Newest, StringComparison.OrdinalIgnoreCase);
}
