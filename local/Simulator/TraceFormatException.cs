namespace OpsFunctions.Simulator;

/// <summary>
/// A folder of recordings is not there, or a file in it is no recording; the message names file, line and what was expected.
/// </summary>
public sealed class TraceFormatException : Exception
{
    /// <summary>For serialisers only.</summary>
    public TraceFormatException()
    {
    }

    /// <summary>With a message that says what to do.</summary>
    public TraceFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With a message that says what to do, and the cause.</summary>
    public TraceFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TraceFormatException(string file, int line, string expected, string found)
        : base(FormattableString.Invariant($"{file}, line {line}: expected {expected}, found '{Shorten(found)}'."))
    {
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";
}
