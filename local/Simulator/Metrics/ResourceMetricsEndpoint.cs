using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>Metrics of one machine, through Azure Resource Manager.</summary>
internal sealed class ResourceMetricsEndpoint(Fleet fleet, MetricReader reader)
{
    /// <summary>What its query may have.</summary>
    public static IReadOnlyList<string> Options { get; } =
        ["timespan", "interval", "aggregation", "metricnames", "metricnamespace=Microsoft.Compute/virtualMachines"];

    public async Task List(Exchange exchange)
    {
        var route = exchange.Route;
        var id = $"/subscriptions/{route["subscription"]}/resourceGroups/{route["group"]}/providers/Microsoft.Compute/virtualMachines/{route["vm"]}";
        if (fleet.Present(id) is not { } machine)
        {
            await JsonAnswers.Error(
                exchange, 404, "ResourceNotFound",
                $"The Resource 'Microsoft.Compute/virtualMachines/{route["vm"]}' under resource group '{route["group"]}' was not found.");
            return;
        }
        var span = (exchange.Query("timespan") ?? "").Split('/');
        var (query, problem) = MetricQuery.Read(exchange, span[0].Length > 0
            ? span[0]
            : null, span.Length > 1
            ? span[1]
            : null, reader.Now);
        if (query is null)
        {
            await BadRequest(exchange, problem ?? "");
            return;
        }
        exchange.Response.StatusCode = 200;
        exchange.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(exchange.Response.BodyWriter, JsonAnswers.Options with { SkipValidation = true });
        var points = new PointWriter(query.Window.Timestamps(), query.Aggregations);
        writer.WriteStartObject();
        writer.WriteNumber("cost", 0);
        writer.WriteString("timespan", $"{JsonAnswers.Timestamp(query.Window.Start)}/{JsonAnswers.Timestamp(query.Window.End)}");
        writer.WriteString("interval", query.Window.GrainText);
        await reader.WriteValue(writer, exchange, machine, query.Window, query.Metrics, points);
        writer.WriteString("namespace", "Microsoft.Compute/virtualMachines");
        writer.WriteString("resourceregion", machine.Region);
        writer.WriteEndObject();
        await MetricReader.Flush(writer, exchange);
    }

    // Recorded: this service's errors are not wrapped in "error".
    private static Task BadRequest(Exchange exchange, string message) => exchange.Json(400, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("code", "BadRequest");
        writer.WriteString("message", message);
        writer.WriteEndObject();
    });
}
