using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using OpsFunctions.Simulator.Health;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>The alertContext of the common alert schema. Forms documented («Sample alert payloads»).</summary>
internal static class AlertContexts
{
    public static JsonObject Of(MetricRule rule, Machine machine, DateTimeOffset end, IReadOnlyList<double?> values)
    {
        var all = new JsonArray();
        foreach (var (index, one) in rule.Criteria.Index())
        {
            all.Add(new JsonObject
            {
                ["metricName"] = one.Metric.Name, ["metricNamespace"] = "Microsoft.Compute/virtualMachines", ["operator"] = one.Operator,
                ["threshold"] = one.Threshold.ToString(CultureInfo.InvariantCulture), ["timeAggregation"] = one.Aggregation,
                ["dimensions"] = Dimensions(rule, machine), ["metricValue"] = values[index] is { } value ? Math.Round(value, 4) : null,
                ["webTestName"] = null,
            });
        }
        return new JsonObject
        {
            ["properties"] = rule.Properties?.DeepClone(),
            ["conditionType"] = rule.IsMultiple ? "MultipleResourceMultipleMetricCriteria" : "SingleResourceMultipleMetricCriteria",
            ["condition"] = Condition(rule, end, all),
        };
    }

    public static JsonObject Of(LogRule rule, Machine machine, DateTimeOffset end, string? disk, int usedPercent)
    {
        var dimensions = new JsonArray(new JsonObject { ["name"] = "Computer", ["value"] = machine.Name });
        if (disk is not null)
            dimensions.Add(new JsonObject { ["name"] = "Disk", ["value"] = disk });
        var free = disk is null ? 0 : 100 - usedPercent;
        var isFree = rule.Operator.StartsWith("Less", StringComparison.Ordinal);
        var links =
            $"https://portal.azure.com#@{Noise.Id(machine.Seed, "portal")}/blade/Microsoft_Azure_Monitoring_Logs/LogsBlade/source/Alerts";
        var one = new JsonObject
        {
            ["searchQuery"] = rule.Query, ["metricMeasureColumn"] = rule.Measure,
            ["targetResourceTypes"] = "['Microsoft.Compute/virtualMachines']", ["operator"] = rule.Operator, ["threshold"] = rule.Threshold,
            ["timeAggregation"] = rule.Aggregation, ["dimensions"] = dimensions, ["metricValue"] = isFree ? free : usedPercent,
            ["failingPeriods"] = new JsonObject { ["numberOfEvaluationPeriods"] = 1, ["minFailingPeriodsToAlert"] = 1 },
            ["linkToSearchResultsUI"] = links, ["linkToFilteredSearchResultsUI"] = links,
            ["linkToSearchResultsAPI"] = "https://api.loganalytics.io/v1/query",
            ["linkToFilteredSearchResultsAPI"] = "https://api.loganalytics.io/v1/query",
        };
        return new JsonObject
        {
            ["properties"] = rule.Properties?.DeepClone() ?? new JsonObject(), ["conditionType"] = "LogQueryCriteria",
            ["condition"] = Condition(rule, end, new JsonArray(one)),
        };
    }

    public static JsonObject Of(Machine machine, HealthStatus before, HealthStatus now, DateTimeOffset at)
    {
        var id = Noise.Id(machine.Seed ^ (ulong)at.UtcTicks, $"health {now.State}").ToString();
        return new JsonObject
        {
            ["channels"] = "Admin, Operation", ["correlationId"] = Noise.Id(machine.Seed ^ (ulong)at.UtcTicks, "correlation").ToString(),
            ["eventSource"] = "ResourceHealth", ["eventTimestamp"] = Offset(at), ["eventDataId"] = id, ["level"] = "Informational",
            ["operationName"] = $"Microsoft.Resourcehealth/healthevent/{(now.State is "Available" ? "Resolved" : "Activated")}/action",
            ["operationId"] = id,
            ["properties"] = new JsonObject
            {
                ["title"] = now.State is "Available" ? "Available" : now.Title, ["details"] = null, ["currentHealthStatus"] = now.State,
                ["previousHealthStatus"] = before.State, ["type"] = now.State is "Degraded" ? "Degraded" : "Downtime",
                ["cause"] = (now.State is "Available" ? before : now).Cause,
            },
            ["status"] = now.State is "Available" ? "Resolved" : "Active", ["submissionTimestamp"] = Offset(at.AddSeconds(45)),
            ["Activity Log Event Description"] = null,
        };
    }

    public static JsonObject Of(SimulatedAzure azure, ActivityEntry entry)
    {
        var id = Noise.Id(Noise.Of(entry.CorrelationId) ^ (ulong)entry.Time.UtcTicks, entry.Status).ToString();
        return new JsonObject
        {
            ["authorization"] = new JsonObject { ["action"] = entry.Action, ["scope"] = entry.ResourceId },
            ["channels"] = "Operation", ["claims"] = $"{{\"appid\":\"{azure.Suite.Find(entry.Caller)?.ClientId}\"}}",
            ["caller"] = entry.Caller, ["correlationId"] = entry.CorrelationId, ["eventSource"] = "Administrative",
            ["eventTimestamp"] = Offset(entry.Time), ["eventDataId"] = id,
            ["level"] = entry.Status is "Failed" ? "Error" : "Informational", ["operationName"] = entry.Action, ["operationId"] = id,
            ["properties"] = new JsonObject
            {
                ["eventCategory"] = "Administrative", ["entity"] = entry.ResourceId, ["message"] = entry.Action,
                ["hierarchy"] = $"{azure.TenantId}/{entry.ResourceId.Split('/').ElementAtOrDefault(2)}",
            },
            ["status"] = entry.Status, ["subStatus"] = "", ["submissionTimestamp"] = Offset(entry.Time.AddSeconds(30)),
            ["Activity Log Event Description"] = "",
        };
    }

    public static IReadOnlyDictionary<string, string> Fields(HealthStatus before, HealthStatus now) => Named(
        ("category", "ResourceHealth"), ("properties.currentHealthStatus", now.State), ("properties.previousHealthStatus", before.State),
        ("properties.cause", (now.State is "Available" ? before : now).Cause), ("status", now.State is "Available" ? "Resolved" : "Active"),
        ("resourceType", "Microsoft.Compute/virtualMachines"));

    public static IReadOnlyDictionary<string, string> Fields(ActivityEntry entry) => Named(
        ("category", "Administrative"), ("operationName", entry.Action), ("status", entry.Status is "Accepted" ? "Started" : entry.Status),
        ("caller", entry.Caller), ("resourceId", entry.ResourceId), ("resourceType", Scope.TypeOf(entry.ResourceId) ?? ""),
        ("level", entry.Status is "Failed" ? "Error" : "Informational"),
        ("resourceGroup", entry.ResourceId.Split('/').ElementAtOrDefault(4) ?? ""));

    private static JsonObject Condition(TimedRule rule, DateTimeOffset end, JsonArray all) => new()
    {
        ["windowSize"] = XmlConvert.ToString(rule.Window), ["allOf"] = all, ["windowStartTime"] = Zulu(end - rule.Window),
        ["windowEndTime"] = Zulu(end),
    };

    private static JsonArray Dimensions(MetricRule rule, Machine machine) => rule.IsMultiple
        ? new JsonArray(
            new JsonObject { ["name"] = "microsoft.resourceId", ["value"] = machine.Id },
            new JsonObject { ["name"] = "microsoft.resourceType", ["value"] = "Microsoft.Compute/virtualMachines" })
        : new JsonArray(new JsonObject { ["name"] = "ResourceId", ["value"] = MachineDocument.VmId(machine) });

    public static string Zulu(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Offset(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'+00:00'", CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Named(params (string Name, string Value)[] fields) =>
        fields.ToDictionary(static one => one.Name, static one => one.Value, StringComparer.OrdinalIgnoreCase);
}
