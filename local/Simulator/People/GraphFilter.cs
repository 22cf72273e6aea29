using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.People;

/// <summary>The filters that are understood: <c>a eq 'x' and b ge 2026-01-01T00:00:00Z</c>, and <c>id in ('x','y')</c>.</summary>
internal static partial class GraphFilter
{
    /// <summary>Clauses by name and operator.</summary>
    /// <exception cref="NotSimulatedException">It has another clause.</exception>
    public static Dictionary<(string Name, string Operator), string> Clauses(string? text, params IReadOnlyList<string> known)
    {
        var found = new Dictionary<(string, string), string>();
        if (string.IsNullOrWhiteSpace(text))
            return found;
        foreach (var part in And().Split(text.Trim()))
        {
            var clause = Clause().Match(part);
            var (name, how) = (clause.Groups["name"].Value, clause.Groups["how"].Value);
            if (!clause.Success || !known.Contains($"{name} {how}", StringComparer.Ordinal))
                throw new NotSimulatedException($"the filter {text}");
            found[(name, how)] = clause.Groups["value"].Value.Trim('\'');
        }
        return found;
    }

    /// <summary>The ids of <c>id in (…)</c>.</summary>
    /// <exception cref="NotSimulatedException">It is another filter.</exception>
    public static IReadOnlyList<string> Ids(string text) => In().Match(text) is { Success: true } found
        ? [.. found.Groups["ids"].Value.Split(',').Select(static one => one.Trim().Trim('\''))]
        : throw new NotSimulatedException($"the filter {text}");

    public static DateTimeOffset? Time(string? text) => text is null ? null
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?<name>\w+) (?<how>eq|ge|le|lt|gt) (?<value>'[^']*'|[\w:.+-]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^id in ?\((?<ids>[^)]*)\)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex In();
}
