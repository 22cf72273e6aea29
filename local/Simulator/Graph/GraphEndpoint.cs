using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Resource Graph: shows the fleet as it was a moment ago, 1,000 rows a page.</summary>
internal sealed class GraphEndpoint(SimulatedAzure azure, TimeSpan lag)
{
    private readonly GraphTables _tables = new(azure.Fleet, azure.Roles, azure.TenantId);

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
        var query = KqlParser.Parse(request.Query);
        // A subscription that does not exist has no rows; that is no error.
        var rows = _tables.Rows(query.Table, id => request.Subscriptions?.Contains(id, StringComparer.OrdinalIgnoreCase) ?? true, at)
            ?? throw new KqlException("UnknownTable", query.Table, 1, 1);
        return KqlRun.Run(query, GraphTables.Columns, rows, GraphTables.IsInOrderOfId(query.Table));
    }

    // Nothing is remembered from page to page: of the rows that are not on the page only what «where» looks at is made.
    private static void Write(Utf8JsonWriter writer, GraphRequest request, KqlResult result, DateTimeOffset at)
    {
        var (total, written) = (0, 0);
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        foreach (var row in result.Rows)
        {
            if (total >= request.Skip && written < request.Top)
            {
                result.Write(writer, row);
                written++;
            }
            total++;
        }
        writer.WriteEndArray();
        var end = Math.Min(total, request.Skip + request.Top);
        var truncated = end < total;
        writer.WriteNumber("totalRecords", total);
        writer.WriteNumber("count", written);
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
