using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Resource Graph: shows the fleet as it was a moment ago, 1,000 rows a page.</summary>
internal sealed class GraphEndpoint(SimulatedAzure azure, TimeSpan lag)
{
    private readonly GraphTables _tables = new(azure);

    public Task Query(Exchange exchange)
    {
        var (request, problem) = GraphRequest.Read(exchange.Body, exchange.Query("api-version") ?? "");
        if (request is null)
            return Refuse(exchange, new KqlException("InvalidQuery", problem ?? "", 1, 1));
        try
        {
            // All pages of a result show the moment of the first, or rows would move between them.
            var view = new GraphView(
                Subscriptions(request), (action, scope) => azure.Gate.MaySee(exchange.Caller, action, scope),
                request.Before?.At ?? azure.Time.GetUtcNow() - lag, request.Before is { After.Length: > 0 } before ? before.After : null);
            var parsed = KqlParser.Parse(request.Query);
            var (query, types) = GraphTables.IsInOrderOfId(parsed.Table) ? KqlTypes.Split(parsed) : (parsed, null);
            var result = Run(query, types, view);
            var total = request.Before?.Total
                ?? (result.HasAll && GraphTables.IsInOrderOfId(query.Table) ? _tables.Count(types, view) : null);
            return exchange.Json(200, writer => Write(writer, request, result, view, total));
        }
        catch (KqlException e)
        {
            return Refuse(exchange, e);
        }
    }

    private IReadOnlyList<string>? Subscriptions(GraphRequest request) =>
        request.ManagementGroups is not { } groups ? request.Subscriptions :
    [
        .. azure.Fleet.Subscriptions.Select(static one => one.Id)
            .Where(id => groups.Any(name => azure.ManagementGroups.Covers(ManagementGroups.IdOf(name), $"/subscriptions/{id}"))),
    ];

    private KqlResult Run(KqlQuery query, IReadOnlyList<string>? types, GraphView view)
    {
        var rows = _tables.Rows(query.Table, types, view) ?? throw new KqlException("UnknownTable", query.Table, 1, 1);
        return KqlRun.Run(query, GraphTables.Columns, rows, GraphTables.IsInOrderOfId(query.Table));
    }

    // Of the rows that are not on the page only what «where» looks at is made, and none where it is known how many there are.
    private static void Write(Utf8JsonWriter writer, GraphRequest request, KqlResult result, GraphView view, int? known)
    {
        var (seen, end, last) = (view.After is null ? 0 : request.Skip, request.Skip, "");
        writer.WriteStartObject();
        if (request.IsTable)
            result.WriteHead(writer);
        else
            writer.WriteStartArray("data");
        foreach (var row in result.Rows)
        {
            if (seen >= request.Skip && end < request.Skip + request.Top)
            {
                result.Write(writer, row, request.IsTable);
                (end, last) = (end + 1, row.Key);
            }
            else if (seen >= request.Skip && known is not null)
                break;
            seen++;
        }
        var total = known ?? seen;
        writer.WriteEndArray();
        if (request.IsTable)
            writer.WriteEndObject();
        writer.WriteNumber("totalRecords", total);
        writer.WriteNumber("count", end - request.Skip);
        writer.WriteStartArray("facets");
        writer.WriteEndArray();
        var truncated = end < total;
        // Documented: truncated means that the rest cannot be had; a result that goes on says false and gives a token.
        writer.WriteString("resultTruncated", truncated && !result.CanPage ? "true" : "false");
        if (truncated && result.CanPage)
            writer.WriteString("$skipToken", new GraphToken(end, view.At, total, result.KeepsOrder ? last : "").ToString());
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
        writer.WriteString(
            "message",
            "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.");
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
