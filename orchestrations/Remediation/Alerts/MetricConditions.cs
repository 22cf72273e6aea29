using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>The conditions of a metric alert. One that lacks something is left out: the alert stands without it.</summary>
internal static class MetricConditions
{
    private const int Most = 20;
    private const int LongestName = 200;

    private static readonly string[] Operators = ["GreaterThan", "LessThan", "GreaterThanOrEqual", "LessThanOrEqual", "Equals"];
    private static readonly string[] Aggregations = ["Average", "Maximum", "Minimum", "Total", "Count"];

    public static IReadOnlyList<MetricCondition> Of(JsonElement condition) =>
        [.. condition.Get("allOf").Items().Select(One).OfType<MetricCondition>().Take(Most)];

    private static MetricCondition? One(JsonElement condition) =>
        AlertText.Name(condition.Get("metricName"), LongestName) is { } metric
        && Known(Operators, condition.Get("operator")) is { } comparison
        && Known(Aggregations, condition.Get("timeAggregation")) is { } aggregation
        && AlertText.Number(condition.Get("threshold")) is { } threshold
            ? new(metric, comparison, threshold, aggregation, AlertText.Number(condition.Get("metricValue")))
            : null;

    private static string? Known(string[] names, JsonElement value) =>
        Array.Find(names, name => string.Equals(name, value.Text(), StringComparison.OrdinalIgnoreCase));
}
