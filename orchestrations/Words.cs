namespace OpsFunctions.Orchestrations;

/// <summary>Messages from outside, fit for a history, a report and a screen.</summary>
internal static class Words
{
    private const int Longest = 300;

    /// <summary>
    /// A text from settings, so that what cannot be seen in it is: a space at an end stands in quotes, a line feed is <c>\n</c>.
    /// </summary>
    public static string Shown(string text) => OneLine(text
        .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal));

    /// <summary>The first line, at most 300 characters of it.</summary>
    public static string OneLine(string text)
    {
        var line = text.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        if (end >= 0)
            line = line[..end];
        return line.Length > Longest ? $"{line[..Longest]}…" : line.ToString();
    }
}
