using System.Globalization;
using System.Xml;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>The time a query is about, in grains. Grains begin at the start as asked for, cut down to the minute (recorded).</summary>
/// <param name="Start">As asked for.</param>
/// <param name="End">As asked for.</param>
/// <param name="GrainText">PT30M, ...</param>
/// <param name="GrainTicks">Length of a grain.</param>
/// <param name="FirstTicks">Where the first grain begins.</param>
/// <param name="Count">Grains up to the end or up to now, whichever is earlier.</param>
internal sealed record MetricWindow(DateTimeOffset Start, DateTimeOffset End, string GrainText, long GrainTicks, long FirstTicks, int Count)
{
    private static readonly string[] Grains = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"];

    private const string Format = "yyyy-MM-ddTHH:mm:ssZ";

    public int StepsPerGrain => (int)Math.Max(1, GrainTicks / LoadCurve.TicksPerStep);

    /// <summary>The window, or what is wrong with it.</summary>
    public static (MetricWindow? Window, string? Problem) Read(string? start, string? end, string? interval, DateTimeOffset now)
    {
        var grain = interval is null ? "PT1M" : Array.Find(Grains, known => known.Equals(interval, StringComparison.OrdinalIgnoreCase));
        if (grain is null)
            return (null, $"Invalid time grain '{interval}': supported are {string.Join(", ", Grains)}.");
        var until = Moment(end) ?? (end is null ? now : default);
        var from = Moment(start) ?? (start is null ? until - TimeSpan.FromHours(1) : default);
        if (from == default || until == default || from >= until)
            return (null, $"Invalid time range '{start}' to '{end}': the start must be before the end, both in ISO 8601.");
        var grainTicks = XmlConvert.ToTimeSpan(grain).Ticks;
        var first = from.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute;
        var last = Math.Min(until.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, now.UtcTicks);
        var count = last <= first ? 0 : (int)Math.Min(int.MaxValue, (last - first + grainTicks - 1) / grainTicks);
        return (new MetricWindow(from, until, grain, grainTicks, first, count), null);
    }

    /// <summary>All time stamps, 20 bytes each.</summary>
    public byte[] Timestamps()
    {
        var text = new byte[Count * Format.Length];
        for (var i = 0; i < Count; i++)
            new DateTime(FirstTicks
                + (i * GrainTicks),
                DateTimeKind.Utc).TryFormat(
                    text.AsSpan(i * Format.Length), out _, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return text;
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal
            | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;
}
