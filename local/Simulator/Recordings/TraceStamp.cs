using System.Globalization;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>Reads a time stamp: ISO 8601 (UTC where it names no offset), or seconds or milliseconds since 1970.</summary>
internal static class TraceStamp
{
    // Seconds since 1970 have ten digits for centuries, milliseconds thirteen.
    private const double LeastSeconds = 1e8;
    private const double LeastMilliseconds = 1e11;
    private const double MostMilliseconds = 1e14;

    private static readonly string[] Formats =
    [
        .. from date in new[] { "yyyy-MM-dd", "yyyy/MM/dd" }
           from time in new[] { "", "' 'HH:mm", "' 'HH:mm:ss", "' 'HH:mm:ss.FFFFFFF", "'T'HH:mm", "'T'HH:mm:ss", "'T'HH:mm:ss.FFFFFFF" }
           from zone in time.Length == 0 ? [""] : new[] { "", "zzz", "'Z'" }
           select date + time + zone,
    ];

    public enum Kind
    {
        Iso,
        Seconds,
        Milliseconds,
    }

    /// <returns>Null: it is none.</returns>
    public static (DateTimeOffset Moment, Kind Kind)? Read(string text)
    {
        text = text.Trim().Trim('"');
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number switch
            {
                >= LeastSeconds and < LeastMilliseconds => (
                    DateTimeOffset.UnixEpoch.AddTicks((long)(number * TimeSpan.TicksPerSecond)), Kind.Seconds),
                >= LeastMilliseconds and < MostMilliseconds => (
                    DateTimeOffset.UnixEpoch.AddTicks((long)(number * TimeSpan.TicksPerMillisecond)), Kind.Milliseconds),
                _ => null,
            };
        }
        return DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? (moment, Kind.Iso)
            : null;
    }
}
