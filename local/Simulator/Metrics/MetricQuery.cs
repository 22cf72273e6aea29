using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>What a metrics request asks for: when, which metrics, which figures of each grain.</summary>
internal sealed record MetricQuery(MetricWindow Window, IReadOnlyList<MetricDefinition> Metrics, MetricAggregations Aggregations)
{
    /// <summary>The query, or what is wrong with it in the service's words.</summary>
    public static (MetricQuery? Query, string? Problem) Read(Exchange exchange, string? start, string? end, DateTimeOffset now)
    {
        var (window, problem) = MetricWindow.Read(start, end, exchange.Query("interval"), now);
        if (window is null)
            return (null, problem);
        if (MetricAggregationNames.Read(exchange.Query("aggregation")) is not { } aggregations)
            return (null, $"Invalid aggregation '{exchange.Query("aggregation")}'.");
        var metrics = new List<MetricDefinition>();
        foreach (var name in (exchange.Query("metricnames") ?? "Percentage CPU").Split(','))
        {
            if (MetricDefinition.Find(name) is not { } metric)
                return (null, MetricDefinition.InvalidMetric(name));
            metrics.Add(metric);
        }
        return (new MetricQuery(window, metrics, aggregations), null);
    }
}
