using System.IO.Enumeration;

namespace OpsFunctions.Stages.Replay;

/// <summary>What a recorded answer has otherwise than ours.</summary>
/// <param name="Recording">Name of the file.</param>
/// <param name="Step">Which request, from 1; 0: the whole file.</param>
/// <param name="Request">Method and path.</param>
/// <param name="What">What differs.</param>
internal sealed record Difference(string Recording, int Step, string Request, string What)
{
    public override string ToString() => $"{Recording} step {Step}: {Request}: {What}";
}

/// <summary>
/// What differs on purpose: the lines of differences.txt, «recording | difference | reason», with * for any text. A line that nothing is
/// like any more is a mistake, too.
/// </summary>
internal sealed class ListedDifferences
{
    private readonly List<(string Recording, string What, string Line)> _lines = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public ListedDifferences(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(static line => line.Length > 0 && !line.StartsWith('#')))
        {
            var parts = line.Split(" | ");
            if (parts.Length != 3 || parts[2].Length < 10)
                throw new FormatException($"differences.txt: «{line}» is not «recording | difference | reason».");
            _lines.Add((parts[0].Trim(), parts[1].Trim(), line));
        }
    }

    public static ListedDifferences Own()
    {
        using var reader = new StreamReader(typeof(ListedDifferences).Assembly.GetManifestResourceStream("differences.txt")!);
        return new ListedDifferences(reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries));
    }

    public int Count => _lines.Count;

    /// <summary>Lines that nothing was like so far.</summary>
    public IReadOnlyList<string> Unused => [.. _lines.Select(static line => line.Line).Where(line => !_used.Contains(line))];

    public bool Has(Difference difference)
    {
        foreach (var (recording, what, line) in _lines)
        {
            if (!FileSystemName.MatchesSimpleExpression(recording, difference.Recording)
                || !FileSystemName.MatchesSimpleExpression(what, $"{difference.Request}: {difference.What}"))
            {
                continue;
            }
            _used.Add(line);
            return true;
        }
        return false;
    }
}
