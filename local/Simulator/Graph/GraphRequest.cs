using System.Text.Json;

namespace OpsFunctions.Simulator.Graph;

/// <summary>What the body of a query asks for.</summary>
/// <param name="Subscriptions">Null: all.</param>
/// <param name="Query">The query's text.</param>
/// <param name="Skip">Rows to leave out.</param>
/// <param name="Top">Rows a page, 1 to 1,000.</param>
/// <param name="Before">What the page before left; null: this is the first page.</param>
internal sealed record GraphRequest(IReadOnlyList<string>? Subscriptions, string Query, int Skip, int Top, GraphToken? Before)
{
    private const int MostRows = 1000;

    /// <summary>The request, or what is wrong with it.</summary>
    public static (GraphRequest? Request, string? Problem) Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (!root.TryGetProperty("query", out var query) || query.GetString() is not { Length: > 0 } text)
                return (null, "The query is missing.");
            List<string>? subscriptions = null;
            if (root.TryGetProperty("subscriptions", out var list) && list.ValueKind is JsonValueKind.Array)
                subscriptions = [.. list.EnumerateArray().Select(id => id.GetString() ?? "")];
            var (skip, top, before) = (0, MostRows, (GraphToken?)null);
            if (root.TryGetProperty("options", out var options) && options.ValueKind is JsonValueKind.Object)
            {
                if (options.TryGetProperty("resultFormat", out var format) && !string.Equals(format.GetString(), "objectArray", StringComparison.OrdinalIgnoreCase))
                    return (null, "Only the result format objectArray is simulated.");
                if (options.TryGetProperty("$top", out var wanted) && wanted.ValueKind is JsonValueKind.Number)
                    top = wanted.GetInt32();
                if (options.TryGetProperty("$skip", out var left) && left.ValueKind is JsonValueKind.Number)
                    skip = left.GetInt32();
                if (options.TryGetProperty("$skipToken", out var token) && token.GetString() is { Length: > 0 } continued)
                    (before, skip) = GraphToken.Read(continued) is { } read ? (read, read.Skip) : (null, -1);
            }
            if (skip < 0)
                return (null, "The skip token is not valid.");
            return top is < 1 or > MostRows ? (null, "$top must be 1 to 1000.") : (new GraphRequest(subscriptions, text, skip, top, before), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, "The body is not valid JSON.");
        }
    }
}
