using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.People;

/// <summary>What is read of Microsoft Graph, alone or as one of several.</summary>
/// <param name="Path">Parts of the path after the version.</param>
/// <param name="Query">Its options, the dollar sign in front.</param>
/// <param name="Moment">When, as errors tell it.</param>
/// <param name="RequestId">Its id, as errors tell it.</param>
internal sealed record GraphAsk(
    IReadOnlyList<string> Path, IReadOnlyDictionary<string, string> Query, string Moment, string RequestId)
{
    public const string Address = "https://graph.microsoft.com/v1.0/";
    public const string Context = Address + "$metadata#";
    private const int StandardPage = 100;

    public IReadOnlyList<string>? Selected { get; } = Query.GetValueOrDefault("$select") is { Length: > 0 } text
        ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;

    public string? Filter => Query.GetValueOrDefault("$filter");

    private string Token => Query.GetValueOrDefault("$skiptoken", "");

    public GraphAnswer Refuse(int status, string code, string message) =>
        GraphAnswer.Refused(status, code, message, Moment, RequestId);

    public GraphAnswer NotFound(string id) => Refuse(
        404, "Request_ResourceNotFound",
        $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    /// <summary>One page of things in a fixed order, which a token counts off.</summary>
    public GraphAnswer Page<T>(
        string context, IReadOnlyList<T> all, Func<T, JsonObject> write, int unit, int largest, int standard = StandardPage)
    {
        var size = Size(largest, standard);
        var skip = int.TryParse(Token, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, all.Count) : 0;
        var until = Math.Min(all.Count, skip + size);
        var rows = new JsonArray();
        for (var i = skip; i < until; i++)
            rows.Add((JsonNode)write(all[i]));
        return Page(context, rows, until < all.Count ? until.ToString(CultureInfo.InvariantCulture) : null, size, unit);
    }

    /// <summary>One page of objects in order of their ids, of which the token is the last: what comes and goes meanwhile moves no
    /// other.</summary>
    public GraphAnswer PageOfIds(
        string context, IReadOnlyList<string> ids, Func<string, JsonObject?> write, int unit, int largest)
    {
        var (size, at) = (Size(largest, StandardPage), Token.Length == 0 ? 0 : After(ids, Token));
        var until = Math.Min(ids.Count, at + size);
        var rows = new JsonArray();
        for (var i = at; i < until; i++)
        {
            if (write(ids[i]) is { } row)
                rows.Add((JsonNode)row);
        }
        return Page(context, rows, until < ids.Count ? ids[until - 1] : null, size, unit);
    }

    private GraphAnswer Page(string context, JsonArray rows, string? token, int size, int unit)
    {
        var body = new JsonObject { ["@odata.context"] = Context + context };
        if (token is not null)
            body["@odata.nextLink"] = Next(token, size);
        body["value"] = rows;
        return new GraphAnswer(200, body, unit);
    }

    private string Next(string token, int size)
    {
        List<string> options = [];
        foreach (var (name, value) in Query)
        {
            if (value.Length > 0 && name is not ("$top" or "$skiptoken"))
                options.Add($"{name}={(name is "$select" ? value : Uri.EscapeDataString(value))}");
        }
        options.Add(string.Create(CultureInfo.InvariantCulture, $"$top={size}"));
        options.Add($"$skiptoken={token}");
        return $"{Address}{string.Join('/', Path)}?{string.Join('&', options)}";
    }

    private int Size(int largest, int standard) =>
        int.TryParse(Query.GetValueOrDefault("$top"), NumberStyles.None, CultureInfo.InvariantCulture, out var top)
            ? Math.Clamp(top, 1, largest) : standard;

    private static int After(IReadOnlyList<string> ids, string id)
    {
        var (low, high) = (0, ids.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(ids[middle], id) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

/// <summary>One thing that Microsoft Graph can be asked.</summary>
/// <param name="Name">Name of the operation.</param>
/// <param name="Answer">What it answers.</param>
internal sealed record GraphRead(string Name, Func<GraphAsk, GraphAnswer> Answer)
{
    /// <summary>Options of the query that it understands.</summary>
    public IReadOnlyList<string> Options { get; init; } = ["$select"];

    /// <summary>Which limits it counts against.</summary>
    public Throttling.Quota Quota { get; init; }
}
