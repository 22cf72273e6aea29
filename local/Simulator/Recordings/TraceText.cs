using System.IO.Compression;
using System.Text;

namespace OpsFunctions.Simulator.Recordings;

/// <summary>The lines of a file, packed with gzip or not. What is bigger than any recording is not read to its end.</summary>
internal static class TraceText
{
    // A sample a minute for five years.
    private const int MostLines = 3_000_000;
    private const int LongestLine = 4096;

    /// <exception cref="TraceFormatException">It is empty, too long, no text, or its packing is broken.</exception>
    public static List<string> Read(string path, int most)
    {
        var lines = new List<string>();
        try
        {
            using var file = File.OpenRead(path);
            using var unpacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            using var reader = new StreamReader(
                unpacked, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            while (lines.Count < most && ReadLine(reader, path, lines.Count + 1) is { } line)
            {
                if (lines.Count == MostLines)
                    throw new TraceFormatException(path, lines.Count + 1, "at most 3,000,000 lines", line);
                lines.Add(line);
            }
        }
        catch (InvalidDataException e)
        {
            throw new TraceFormatException($"{path}, after line {lines.Count}: the file is not packed with gzip, or was cut off.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new TraceFormatException($"{path}, after line {lines.Count}: the file is no text in UTF-8.", e);
        }
        return lines.Count > 0 ? lines : throw new TraceFormatException(path, 1, "a header", "");
    }

    // Without an end of line a file of zeros would become one text.
    private static string? ReadLine(StreamReader reader, string path, int number)
    {
        var line = new StringBuilder();
        for (int next; (next = reader.Read()) >= 0;)
        {
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            if (line.Length == LongestLine)
                throw new TraceFormatException(path, number, "a line of at most 4,096 characters", line.ToString());
            line.Append((char)next);
        }
        return line.Length > 0 ? line.ToString() : null;
    }
}
