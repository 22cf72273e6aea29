using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Graph;

/// <summary>What the body of a query asks for.</summary>
/// <param name="Subscriptions">Null: all.</param>
/// <param name="Query">The query's text.</param>
/// <param name="Skip">Rows to leave out.</param>
/// <param name="Top">Rows a page, 1 to 1,000.</param>
/// <param name="Before">What the page before left; null: this is the first page.</param>
internal sealed record GraphRequest(IReadOnlyList<string>? Subscriptions, string Query, int Skip, int Top, GraphToken? Before)
{
    /// <summary>Rows under their columns, not as objects; the default before 2021-03-01.</summary>
    public bool IsTable { get; init; }

    /// <summary>Names of management groups whose subscriptions are asked; null: it goes by <see cref="Subscriptions"/>.</summary>
    public IReadOnlyList<string>? ManagementGroups { get; init; }

    private static readonly BodyShape Shape = new(
        "query", "subscriptions", "managementGroups", "options.$top", "options.$skip", "options.$skipToken", "options.resultFormat");

    private const string ObjectsSince = "2021-03-01";

    private const int MostRows = 1000;

    /// <summary>The request, or what is wrong with it.</summary>
    public static (GraphRequest? Request, string? Problem) Read(byte[] body, string version)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            Shape.Check(root);
            if (!root.TryGetProperty("query", out var query) || query.GetString() is not { Length: > 0 } text)
                return (null, "The query is missing.");
            List<string>? subscriptions = null;
            if (root.TryGetProperty("subscriptions", out var list) && list.ValueKind is JsonValueKind.Array)
                subscriptions = [.. list.EnumerateArray().Select(id => id.GetString() ?? "")];
            List<string>? groups = null;
            if (root.TryGetProperty("managementGroups", out var named) && named.ValueKind is JsonValueKind.Array)
                groups = [.. named.EnumerateArray().Select(name => name.GetString() ?? "")];
            if (groups is not null && subscriptions is not null)
                throw new NotSimulatedException("subscriptions and management groups in one query");
            var isTable = string.CompareOrdinal(version, ObjectsSince) < 0;
            var (skip, top, before) = (0, MostRows, (GraphToken?)null);
            if (root.TryGetProperty("options", out var options) && options.ValueKind is JsonValueKind.Object)
            {
                if (options.TryGetProperty("resultFormat", out var format))
                    isTable = IsTableFormat(format.GetString() ?? "");
                if (options.TryGetProperty("$top", out var wanted) && wanted.ValueKind is JsonValueKind.Number)
                    top = wanted.GetInt32();
                if (options.TryGetProperty("$skip", out var left) && left.ValueKind is JsonValueKind.Number)
                    skip = left.GetInt32();
                if (options.TryGetProperty("$skipToken", out var token) && token.GetString() is { Length: > 0 } continued)
                    (before, skip) = GraphToken.Read(continued) is { } read ? (read, read.Skip) : (null, -1);
            }
            if (skip < 0)
                return (null, "The skip token is not valid.");
            return top is < 1 or > MostRows ? (null, "$top must be 1 to 1000.")
                : (new GraphRequest(subscriptions, text, skip, top, before) { IsTable = isTable, ManagementGroups = groups }, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, "The body is not valid JSON.");
        }
    }

    private static bool IsTableFormat(string format) => format.ToLowerInvariant() switch
    {
        "table" => true,
        "objectarray" => false,
        _ => throw new FormatException(format),
    };
}
