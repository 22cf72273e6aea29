using System.Diagnostics.CodeAnalysis;

namespace OpsFunctions.Simulator.Prices;

/// <summary>The part of OData's $filter that the price list understands: eq, ne, contains(), and. Values are case-sensitive.</summary>
internal sealed class PriceFilter
{
    private readonly List<Func<PriceItem, bool>> _terms = [];

    public bool Matches(PriceItem item) => _terms.TrueForAll(term => term(item));

    public static bool TryParse(string text, string currency, [NotNullWhen(true)] out PriceFilter? filter)
    {
        filter = new PriceFilter();
        foreach (var term in Terms(text))
        {
            if (Term(term, currency) is not { } test)
            {
                filter = null;
                return false;
            }
            filter._terms.Add(test);
        }
        return true;
    }

    private static Func<PriceItem, bool>? Term(string text, string currency)
    {
        if (text.StartsWith("contains(", StringComparison.Ordinal) && text.EndsWith(')'))
        {
            var arguments = text["contains(".Length..^1].Split(',', 2);
            return arguments.Length == 2 && Literal(arguments[1].Trim()) is { } part && Known(arguments[0].Trim()) is { } field
                ? item => item.Field(field, currency)!.Contains(part, StringComparison.Ordinal)
                : null;
        }
        var words = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length != 3 || words[1] is not ("eq" or "ne") || Known(words[0]) is not { } name || Literal(words[2]) is not { } value)
            return null;
        var wanted = words[1] is "eq";
        return item => string.Equals(item.Field(name, currency), value, StringComparison.Ordinal) == wanted;
    }

    private static string? Known(string field) => PriceList.All[0].Field(field) is null ? null : field;

    private static string? Literal(string text) =>
        text.Length >= 2 && text[0] == '\'' && text[^1] == '\'' ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : null;

    // Splits at "and" outside of quotes.
    private static IEnumerable<string> Terms(string text)
    {
        var from = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'')
                quoted = !quoted;
            if (quoted || !text.AsSpan(i).StartsWith(" and ", StringComparison.OrdinalIgnoreCase))
                continue;
            yield return text[from..i].Trim();
            from = i + 5;
        }
        yield return text[from..].Trim();
    }
}
