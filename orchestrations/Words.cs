namespace OpsFunctions.Orchestrations;

/// <summary>Messages from outside, fit for a history, a report and a screen.</summary>
internal static class Words
{
    private const int Longest = 300;

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
