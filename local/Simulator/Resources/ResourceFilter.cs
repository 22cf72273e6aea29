using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Resources;

/// <summary>The filter of a list: terms «name eq 'value'», joined by and. What a list does not know is not simulated.</summary>
internal sealed partial class ResourceFilter
{
    private readonly Dictionary<string, string> _terms = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string name] => _terms.GetValueOrDefault(name);

    /// <summary>The filter, empty where there is none; null: it cannot be read.</summary>
    /// <exception cref="NotSimulatedException">It has a name that is not among those.</exception>
    public static ResourceFilter? Read(string? text, params IReadOnlyList<string> names)
    {
        var filter = new ResourceFilter();
        foreach (var part in text is null ? [] : And().Split(text.Trim()))
        {
            if (Term().Match(part.Trim()) is not { Success: true } term)
                return Known().IsMatch(part) ? throw new NotSimulatedException($"the filter {part}") : null;
            var name = term.Groups["name"].Value;
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new NotSimulatedException($"a filter by {name}");
            filter._terms[name] = term.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);
        }
        return filter;
    }

    public static Task Refuse(Exchange exchange) => JsonAnswers.Error(
        exchange, 400, "InvalidFilterInQueryString", $"Invalid $filter '{exchange.Query("$filter")}' specified in the query string.");

    /// <summary>How many are on a page.</summary>
    public static int Top(Exchange exchange, int most) =>
        int.TryParse(exchange.Query("$top"), NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top > 0
            ? Math.Min(top, most) : most;

    public bool HasTags(IReadOnlyDictionary<string, string>? tags) => this["tagName"] is not { } name
        || (tags?.FirstOrDefault(tag => tag.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } found
            && (this["tagValue"] is not { } value || found.Value.Equals(value, StringComparison.Ordinal)));

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex And();

    [GeneratedRegex("^(?<name>[A-Za-z/.]+)\\s+eq\\s+'(?<value>([^']|'')*)'$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Term();

    // Operators and functions that Azure has.
    [GeneratedRegex(@"\b(ne|startswith|substringof|contains|or|gt|lt|ge|le)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Known();
}
