using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Resource Graph: shows the fleet as it was a moment ago, 1,000 rows a page.</summary>
internal sealed class GraphEndpoint(SimulatedAzure azure, TimeSpan lag)
{
    private const int RememberedResults = 3;

    private readonly GraphTables _tables = new(azure.Fleet, azure.TenantId);
    private readonly Lock _lock = new();
    // Later pages of a result need not run the query again.
    private readonly List<(string Key, KqlResult Result)> _results = [];

    public Task Query(Exchange exchange)
    {
        var (request, problem) = GraphRequest.Read(exchange.Body);
        if (request is null)
            return Refuse(exchange, new KqlException("InvalidQuery", problem ?? "", 1, 1));
        try
        {
            // All pages of a result show the moment of the first, or rows would move between them.
            var at = request.At ?? azure.Time.GetUtcNow() - lag;
            var result = Run(request, at);
            return exchange.Json(200, writer => Write(writer, request, result, at));
        }
        catch (KqlException e)
        {
            return Refuse(exchange, e);
        }
    }

    private KqlResult Run(GraphRequest request, DateTimeOffset at)
    {
        var key = $"{at.UtcTicks}|{string.Join(',', request.Subscriptions ?? ["*"])}|{request.Query}";
        lock (_lock)
        {
            var index = _results.FindIndex(one => string.Equals(one.Key, key, StringComparison.Ordinal));
            if (index >= 0)
            {
                var known = _results[index].Result;
                // Nobody comes back after the last page.
                if (request.Skip + request.Top >= known.Rows.Count)
                    _results.RemoveAt(index);
                return known;
            }
        }
        var query = KqlParser.Parse(request.Query);
        // A subscription that does not exist has no rows; that is no error.
        var rows = _tables.Rows(query.Table, id => request.Subscriptions?.Contains(id, StringComparer.OrdinalIgnoreCase) ?? true, at)
            ?? throw new KqlException("UnknownTable", query.Table, 1, 1);
        var result = KqlRun.Run(query, GraphTables.Columns, rows, GraphTables.IsInOrderOfId(query.Table));
        if (result.Rows.Count > request.Skip + request.Top)
        {
            lock (_lock)
            {
                _results.Add((key, result));
                if (_results.Count > RememberedResults)
                    _results.RemoveAt(0);
            }
        }
        return result;
    }

    private static void Write(Utf8JsonWriter writer, GraphRequest request, KqlResult result, DateTimeOffset at)
    {
        var end = Math.Min(result.Rows.Count, request.Skip + request.Top);
        var truncated = end < result.Rows.Count;
        writer.WriteStartObject();
        writer.WriteNumber("totalRecords", result.Rows.Count);
        writer.WriteNumber("count", Math.Max(0, end - request.Skip));
        writer.WriteStartArray("data");
        for (var i = request.Skip; i < end; i++)
            writer.WriteRawValue(result.Rows[i], skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteStartArray("facets");
        writer.WriteEndArray();
        // Documented: truncated means that the rest cannot be had; a result that goes on says false and gives a token.
        writer.WriteString("resultTruncated", truncated && !result.CanPage ? "true" : "false");
        if (truncated && result.CanPage)
            writer.WriteString("$skipToken", GraphRequest.Token(end, at));
        writer.WriteEndObject();
    }

    private Task Refuse(Exchange exchange, KqlException problem) => exchange.Json(400, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", "BadRequest");
        writer.WriteString(
            "message",
            $"Please provide below info when asking for support: timestamp = {JsonAnswers.Timestamp(azure.Time.GetUtcNow())}, correlationId = {exchange.Context.TraceIdentifier}.");
        writer.WriteStartArray("details");
        writer.WriteStartObject();
        writer.WriteString("code", "InvalidQuery");
        writer.WriteString("message", "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.");
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("code", problem.Code);
        writer.WriteString("message", problem.Code);
        writer.WriteNumber("line", problem.Line);
        writer.WriteNumber("characterPositionInLine", problem.Position);
        writer.WriteString("token", problem.Token);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
