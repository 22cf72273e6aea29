using System.Globalization;
using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>Whether what an alert is about holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertCondition>))]
public enum AlertCondition
{
    Fired,
    Resolved,
}

/// <summary>Where an alert came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertSource>))]
public enum AlertSource
{
    /// <summary>The common alert schema of Azure Monitor.</summary>
    AzureMonitor,

    /// <summary>Alertmanager of Prometheus.</summary>
    Alertmanager,

    Grafana,

    /// <summary>An event of resource health.</summary>
    Health,

    /// <summary>The list of alerts, where no delivery came.</summary>
    Reconciled,
}

/// <summary>What a metric alert looked at.</summary>
/// <param name="Metric">Name of the metric, such as <c>Percentage CPU</c>; at most 200 characters.</param>
/// <param name="Operator"><c>GreaterThan</c>, <c>LessThan</c>, <c>GreaterThanOrEqual</c>, <c>LessThanOrEqual</c>, <c>Equals</c>.</param>
/// <param name="Aggregation"><c>Average</c>, <c>Maximum</c>, <c>Minimum</c>, <c>Total</c>, <c>Count</c>.</param>
/// <param name="Value">As measured when it fired; null: not told.</param>
public sealed record MetricCondition(string Metric, string Operator, double Threshold, string Aggregation, double? Value);

/// <summary>
/// An alert about one resource, whoever sent it. Its words come from outside: they are shown, and lead to nothing.
/// </summary>
/// <param name="Id">Of the alert with whoever sent it: of Azure Monitor the GUID, of others their fingerprint; lower case, 1 to 128
/// characters.</param>
/// <param name="Rule">Name of the rule, 1 to 260 characters.</param>
/// <param name="Severity"><c>Sev0</c> to <c>Sev4</c>.</param>
/// <param name="Target">Resource id, lower case, checked; empty: it names none that the suite can act on.</param>
public sealed record Alert(
    AlertSource Source, string Id, AlertCondition Condition, string Rule, string Severity, string Target, DateTimeOffset FiredAt)
{
    /// <summary>Resource id of the alert with Azure, lower case, checked; null: whoever sent it keeps none.</summary>
    public string? AlertId { get; init; }

    /// <summary>Resource id of the rule, lower case, checked; null: not told.</summary>
    public string? RuleId { get; init; }

    /// <summary><c>Metric</c>, <c>Log</c>, <c>Activity Log</c>, <c>Resource Health</c>, ...; at most 100 characters.</summary>
    public string Signal { get; init; } = "";

    /// <summary>Monitoring service, such as <c>Platform</c>; at most 100 characters.</summary>
    public string Service { get; init; } = "";

    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Conditions of a metric alert; at most 20.</summary>
    public IReadOnlyList<MetricCondition> Metrics { get; init; } = [];

    /// <summary>Window over which its rule looks; null: not told.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Of a health event: its cause, such as <c>Platform Initiated</c>, <c>Customer Initiated</c>; null: not told.</summary>
    public string? Cause { get; init; }

    /// <summary>It is about the health of its resource: whether that is well again can be seen there.</summary>
    [JsonIgnore]
    public bool IsAboutHealth => Source == AlertSource.Health || Signal.Contains("Health", StringComparison.OrdinalIgnoreCase)
        || Service.Contains("Health", StringComparison.OrdinalIgnoreCase)
        // The platform's own figure of the same: for a window's length it still tells of what is over.
        || Metrics is [{ Metric: var metric }] && metric.Equals("VmAvailabilityMetric", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// What its configuration items are called, such as a machine's name; at most 20 of 260 characters. A log alert of a workspace may tell
    /// what it is about only so.
    /// </summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>For people; one line, at most 1,000 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>The same for each delivery of one firing about one resource: SHA-256, 64 hexadecimal digits.</summary>
    public string Key =>
        Ids.Key(string.Join('\n', Id, Target, FiredAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)));
}
