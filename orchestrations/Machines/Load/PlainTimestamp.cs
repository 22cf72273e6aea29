namespace OpsFunctions.Orchestrations.Machines.Load;

/// <summary>Timestamps in the one form in which Azure Monitor writes them, <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
internal static class PlainTimestamp
{
    private const int Length = 20;

    /// <param name="text">What stands between the quotation marks, without escapes.</param>
    /// <param name="moment">The moment, UTC.</param>
    /// <returns>False for every other form, valid or not: those are for the general parser.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length != Length || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || text[19] != 'Z')
            return false;
        var (century, year, month, day) = (Two(text, 0), Two(text, 2), Two(text, 5), Two(text, 8));
        var (hour, minute, second) = (Two(text, 11), Two(text, 14), Two(text, 17));
        // What has a character that is no digit is above 99.
        if (century > 99 || year > 99 || month is < 1 or > 12 || hour > 23 || minute > 59 || second > 59)
            return false;
        year += century * 100;
        if (year == 0 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        moment = new(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc));
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        return tens > 9 || ones > 9 ? int.MaxValue : (int)(tens * 10 + ones);
    }
}
