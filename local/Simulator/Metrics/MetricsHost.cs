using System.Text.Json;
using OpsFunctions.Simulator.Faults;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>
/// {region}.metrics.monitor.azure.com: metrics of up to 50 machines of one subscription and region at once, without paging.
/// </summary>
internal sealed class MetricsHost(Fleet fleet, MetricReader reader, Gate gate) : SimulatedHost
{
    private const string Domain = ".metrics.monitor.azure.com";
    private const int MostResources = 50;

    private static readonly BodyShape Shape = new("resourceids");

    public override IReadOnlyList<string> Audiences { get; } =
        ["https://metrics.monitor.azure.com", "https://management.azure.com", "https://management.core.windows.net"];

    public override bool Serves(string host) =>
        host.EndsWith(Domain, StringComparison.Ordinal) && Regions.Find(host[..^Domain.Length]) is not null;

    public override Operation? Find(Exchange exchange)
    {
        var segments = exchange.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return exchange.Method is "POST" && segments is [_, var subscription, _]
            && segments[0].Equals("subscriptions", StringComparison.OrdinalIgnoreCase)
            && segments[2].Equals("metrics:getBatch", StringComparison.OrdinalIgnoreCase)
            ? new Operation("MetricsBatch_Batch", "Microsoft.Insights/metrics/read", exchange => Batch(exchange, subscription))
            {
                Target = exchange.Path,
                Options = ["starttime", "endtime", "interval", "metricnamespace", "metricnames", "aggregation"],
                Quota = Quota.MetricsBatch,
                SubscriptionId = subscription.ToLowerInvariant(),
            }
            : null;
    }

    public override Task Refuse(Exchange exchange, int status, string code, string message)
    {
        exchange.SetHeader("x-ms-error-code", code);
        return base.Refuse(exchange, status, code, message);
    }

    public override Refusal? Forbid(Exchange exchange, Operation operation) =>
        gate.Unauthorized(exchange.Caller, operation, $"/subscriptions/{operation.SubscriptionId}");

    private Task Batch(Exchange exchange, string subscription)
    {
        if (exchange.Query("api-version") is null)
            return Refuse(exchange, 400, "BadRequest", "The api-version query parameter is required.");
        if (!string.Equals(exchange.Query("metricnamespace"), "Microsoft.Compute/virtualMachines", StringComparison.OrdinalIgnoreCase))
            return Refuse(exchange, 400, "BadRequest", $"Metric namespace '{exchange.Query("metricnamespace")}' is not known.");
        var region = exchange.Host[..^Domain.Length];
        if (ReadIds(exchange.Body) is not { Count: > 0 } ids)
            return Refuse(exchange, 400, "BadRequest", "The body must be {\"resourceids\":[...]} with at least one id.");
        if (ids.Count > MostResources)
            return Refuse(exchange, 400, "BadRequest", $"The number of resources {ids.Count} exceeds the limit of {MostResources}.");
        if (!ids.TrueForAll(id => id.StartsWith($"/subscriptions/{subscription}/", StringComparison.OrdinalIgnoreCase)))
            return Refuse(exchange, 400, "BadRequest", "All resources must belong to the subscription in the address.");
        if (!ids.TrueForAll(id => id.Contains("/providers/Microsoft.Compute/virtualMachines/", StringComparison.OrdinalIgnoreCase)))
            return Refuse(exchange, 400, "BadRequest", "All resources must be of the type of the metric namespace.");
        if (ids.Any(id => fleet.Present(id) is { } machine && !machine.Region.Equals(region, StringComparison.Ordinal)))
            return Refuse(exchange, 400, "BadRequest", $"All resources must be in the region '{region}'.");
        return Write(exchange, region, [.. ids.Select(fleet.Present).OfType<Machine>()]);
    }

    private async Task Write(Exchange exchange, string region, List<Machine> machines)
    {
        var (query, problem) = MetricQuery.Read(exchange, exchange.Query("starttime"), exchange.Query("endtime"), reader.Now);
        if (query is null)
        {
            await Refuse(exchange, 400, "BadRequest", problem ?? "");
            return;
        }
        exchange.Response.StatusCode = 200;
        exchange.Response.ContentType = "application/json; charset=utf-8";
        await using var writer = new Utf8JsonWriter(exchange.Response.BodyWriter, JsonAnswers.Options with { SkipValidation = true });
        var points = new PointWriter(query.Window.Timestamps(), query.Aggregations);
        writer.WriteStartObject();
        writer.WriteStartArray("values");
        foreach (var machine in machines)
        {
            if (reader.BrokenOf(machine) is BrokenMetrics.Missing)
                continue;
            writer.WriteStartObject();
            writer.WriteString("starttime", JsonAnswers.Timestamp(query.Window.Start));
            writer.WriteString("endtime", JsonAnswers.Timestamp(query.Window.End));
            writer.WriteString("interval", query.Window.GrainText);
            // Published so: whose figures these were is told after them. A reader goes by each metric's id.
            await reader.WriteValue(writer, exchange, machine, query.Window, query.Metrics, points);
            writer.WriteString("namespace", "Microsoft.Compute/virtualMachines");
            writer.WriteString("resourceregion", region);
            writer.WriteString("resourceid", exchange.Spelled(machine.Id));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        await MetricReader.Flush(writer, exchange);
    }

    private static List<string>? ReadIds(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Shape.Check(document.RootElement);
            return [.. document.RootElement.GetProperty("resourceids").EnumerateArray().Select(id => id.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
