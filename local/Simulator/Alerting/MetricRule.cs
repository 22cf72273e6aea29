using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>What every rule has that looks at machines from time to time.</summary>
internal abstract record TimedRule(string Id, int Severity, string Description)
{
    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> ActionGroups { get; init; }

    public required TimeSpan Frequency { get; init; }

    public required TimeSpan Window { get; init; }

    public required bool Resolves { get; init; }

    public JsonNode? Properties { get; init; }

    protected static TimeSpan Span(JsonNode? properties, string name, string otherwise) =>
        XmlConvert.ToTimeSpan(properties.Text(name) ?? otherwise);
}

/// <summary>One condition of a metric rule.</summary>
internal sealed record MetricCriterion(MetricDefinition Metric, string Operator, double Threshold, string Aggregation)
{
    public bool IsMet(double value) => Operator switch
    {
        "GreaterThan" => value > Threshold,
        "GreaterThanOrEqual" => value >= Threshold,
        "LessThan" => value < Threshold,
        "LessThanOrEqual" => value <= Threshold,
        _ => value == Threshold,
    };
}

/// <summary>A metric alert rule as it is read, for static thresholds.</summary>
internal sealed record MetricRule(string Id, int Severity, string Description) : TimedRule(Id, Severity, Description)
{
    private static readonly string[] Operators = ["GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual", "Equals"];
    private static readonly string[] Aggregations = ["Average", "Minimum", "Maximum", "Total", "Count"];

    public required IReadOnlyList<MetricCriterion> Criteria { get; init; }

    public required bool IsMultiple { get; init; }

    public string? Region { get; init; }

    /// <summary>The rule; null: it is off, or looks at nothing.</summary>
    public static MetricRule? Of(string id, JsonNode properties)
    {
        var all = properties["criteria"].Objects("allOf");
        if (properties.Flag("enabled") is false || all.Count == 0)
            return null;
        var criteria = all.Select(Criterion).OfType<MetricCriterion>().ToList();
        // One that looks at what is not simulated never fires.
        if (criteria.Count < all.Count)
            return null;
        var kind = properties["criteria"].Text("odata.type") ?? "";
        return new MetricRule(id, properties.Number("severity") ?? 3, properties.Text("description") ?? "")
        {
            Scopes = properties.Texts("scopes"),
            ActionGroups = [.. properties.Objects("actions").Select(static one => one.Text("actionGroupId")).OfType<string>()],
            Frequency = Span(properties, "evaluationFrequency", "PT1M"),
            Window = Span(properties, "windowSize", "PT5M"),
            Resolves = properties.Flag("autoMitigate") is not false,
            Criteria = criteria,
            IsMultiple = kind.Contains("MultipleResource", StringComparison.OrdinalIgnoreCase),
            Region = properties.Text("targetResourceRegion"),
            Properties = properties["actions"].As<JsonArray>()?.FirstOrDefault()?["webHookProperties"]?.DeepClone(),
        };
    }

    private static MetricCriterion? Criterion(JsonObject one)
    {
        var isStatic = one.Text("criterionType") is null or "StaticThresholdCriterion" && one.Objects("dimensions").Count == 0;
        var (how, over) = (one.Text("operator") ?? "", one.Text("timeAggregation") ?? "Average");
        var isKnown = Operators.Contains(how, StringComparer.Ordinal) && Aggregations.Contains(over, StringComparer.Ordinal);
        if (!isStatic || !isKnown || MetricDefinition.Find(one.Text("metricName") ?? "") is not { } metric
            || !double.TryParse(one["threshold"]?.ToString(), CultureInfo.InvariantCulture, out var threshold))
            return null;
        return new MetricCriterion(metric, how, threshold, over);
    }
}

/// <summary>A log alert rule: its query is not run; what it is about is taken from its words.</summary>
internal sealed record LogRule(string Id, int Severity, string Description) : TimedRule(Id, Severity, Description)
{
    public required string Query { get; init; }

    public required string Operator { get; init; }

    public required string Threshold { get; init; }

    public required string Aggregation { get; init; }

    public string? Measure { get; init; }

    /// <summary>Alerts name the machine itself, not the workspace.</summary>
    public required bool NamesResource { get; init; }

    /// <summary>Its query counts heartbeats.</summary>
    public bool IsAboutHeartbeats => Query.Contains("Heartbeat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Its query looks for machines whose provisioning failed, in Resource Graph.</summary>
    public bool IsAboutProvisioning => Query.Contains("provisioningState", StringComparison.OrdinalIgnoreCase);

    /// <summary>Its query looks at how full disks are.</summary>
    public bool IsAboutDisks => Query.Contains("disk", StringComparison.OrdinalIgnoreCase)
        || Query.Contains("Free Space", StringComparison.OrdinalIgnoreCase)
        || Query.Contains("FreeSpace", StringComparison.OrdinalIgnoreCase);

    public static LogRule? Of(string id, JsonNode properties)
    {
        var all = properties["criteria"].Objects("allOf");
        if (properties.Flag("enabled") is false || all is not [var criterion, ..])
            return null;
        return new LogRule(id, properties.Number("severity") ?? 3, properties.Text("description") ?? "")
        {
            Scopes = properties.Texts("scopes"),
            ActionGroups = properties["actions"].Texts("actionGroups"),
            Frequency = Span(properties, "evaluationFrequency", "PT5M"),
            Window = Span(properties, "windowSize", "PT5M"),
            Resolves = properties.Flag("autoMitigate") is true,
            Query = criterion.Text("query") ?? "",
            Operator = criterion.Text("operator") ?? "GreaterThan",
            Threshold = criterion["threshold"]?.ToString() ?? "0",
            Aggregation = criterion.Text("timeAggregation") ?? "Count",
            Measure = criterion.Text("metricMeasureColumn"),
            NamesResource = criterion.Text("resourceIdColumn") is not null,
            Properties = properties["actions"]?["customProperties"]?.DeepClone(),
        };
    }
}

/// <summary>What reading a rule needs beside what bodies need.</summary>
internal static class RuleNodes
{
    public static T? As<T>(this JsonNode? node)
        where T : JsonNode => node as T;
}
