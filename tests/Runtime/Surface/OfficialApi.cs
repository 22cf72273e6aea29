using System.Text.RegularExpressions;

namespace OpsFunctions.Tests.Runtime.Surface;

/// <summary>The lists of the official packages' API, and what is wrong with a surface that claims to be part of it.</summary>
internal sealed partial class OfficialApi
{
    private readonly HashSet<string> _lines;
    private readonly ILookup<string, string> _overloads;

    public OfficialApi(IEnumerable<string> lines)
    {
        _lines = lines.Where(l => l.Length > 0 && l[0] != '#').Select(Normalise).ToHashSet(StringComparer.Ordinal);
        _overloads = _lines.Where(IsMethod).ToLookup(MethodName, StringComparer.Ordinal);
    }

    public static OfficialApi Load() => new(Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "official-api"), "*.txt")
        .SelectMany(File.ReadLines));

    public bool Contains(string line) => _lines.Contains(Normalise(line));

    /// <summary>Complaints about the printed lines of one type.</summary>
    public IEnumerable<string> Complaints(IReadOnlyCollection<string> declared)
    {
        var unknown = declared.Where(l => !Contains(l)).Select(l => $"not in the lists: {l}");
        var present = declared.Select(Normalise).ToHashSet(StringComparer.Ordinal);
        var missing = present.Where(IsMethod).Select(MethodName).Distinct(StringComparer.Ordinal)
            .SelectMany(name => _overloads[name]).Where(l => !present.Contains(l)).Select(l => $"overload missing: {l}");
        return unknown.Concat(missing);
    }

    private static bool IsMethod(string line) => MethodLine().IsMatch(line);

    private static string MethodName(string line) => MethodLine().Match(line).Groups["name"].Value;

    // The list of the metrics package was written from a published listing, without nullability and default values.
    private static string Normalise(string line)
    {
        if (!line.StartsWith("Azure.Monitor.Query.Metrics.", StringComparison.Ordinal))
        {
            return line;
        }

        var open = line.IndexOf('(', StringComparison.Ordinal);
        line = open < 0 ? line : line[..open] + DefaultValue().Replace(line[open..], "");
        return NullableOf().Replace(line, "${type}").Replace("?", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(?<name>[^\s(]+?)(?:`\d+)?\(", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MethodLine();

    [GeneratedRegex(@" = [^,)]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DefaultValue();

    [GeneratedRegex(@"System\.Nullable<(?<type>[^>]+)>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NullableOf();
}
