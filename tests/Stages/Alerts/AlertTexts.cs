using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsFunctions.Stages.Alerts;

/// <summary>Bodies as senders of alerts write them, made from the documented forms.</summary>
internal static class AlertTexts
{
    public const string Subscription = "11111111-2222-3333-4444-555555555555";
    public const string Group = $"/subscriptions/{Subscription}/resourcegroups/rg-web";
    public const string Machine = $"{Group}/providers/microsoft.compute/virtualmachines/web-1";
    public const string OtherMachine = $"{Group}/providers/microsoft.compute/virtualmachines/web-2";
    public const string Workspace = $"{Group}/providers/microsoft.operationalinsights/workspaces/logs";
    public const string Guid = "7c1f0a52-9d3e-4b61-8a90-2f54c6d7e801";
    public const string AlertId = $"/subscriptions/{Subscription}/providers/microsoft.alertsmanagement/alerts/{Guid}";

    public static readonly DateTimeOffset FiredAt = new(2026, 6, 1, 14, 2, 3, TimeSpan.Zero);

    /// <summary>One of each form and state, which mutations begin with.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Metric(), Metric(condition: "Resolved"), Log(), LogOfWorkspace(), ActivityLog(), ServiceHealth(), ResourceHealth(),
        Alertmanager(), Alertmanager(status: "resolved"), Grafana(), Grafana(status: "resolved"),
    ];

    public static string Metric(
        string guid = Guid, string condition = "Fired", DateTimeOffset? firedAt = null, string rule = "cpu-high", params string[] targets)
    {
        var essentials = Essentials(guid, rule, "Sev1", "Metric", "Platform", condition, firedAt ?? FiredAt,
            targets.Length > 0 ? targets : [Machine]);
        essentials["alertRuleID"] = $"/subscriptions/{Subscription}/resourceGroups/rg-web/providers/Microsoft.Insights/metricAlerts/{rule}";
        return Whole(essentials, new JsonObject
        {
            ["properties"] = null,
            ["conditionType"] = "SingleResourceMultipleMetricCriteria",
            ["condition"] = new JsonObject
            {
                ["windowSize"] = "PT5M",
                ["allOf"] = new JsonArray(new JsonObject
                {
                    ["metricName"] = "Percentage CPU", ["metricNamespace"] = "Microsoft.Compute/virtualMachines",
                    ["operator"] = "GreaterThan",
                    ["threshold"] = "90", ["timeAggregation"] = "Average", ["dimensions"] = new JsonArray(), ["metricValue"] = 97.25,
                    ["webTestName"] = null,
                }),
                ["windowStartTime"] = "2026-06-01T13:54:03.000Z",
                ["windowEndTime"] = "2026-06-01T13:59:03.000Z",
            },
        });
    }

    /// <summary>A log alert split by resource: it is about the machine itself.</summary>
    public static string Log() => Whole(
        Essentials(Guid, "disk-full", "Sev2", "Log", "Log Alerts V2", "Fired", FiredAt, [Machine]), Searched(new JsonArray()));

    /// <summary>A log alert of a workspace: which machine it is about stands in its items and dimensions.</summary>
    public static string LogOfWorkspace()
    {
        var essentials = Essentials(Guid, "disk-full", "Sev2", "Log", "Log Alerts V2", "Fired", FiredAt, [Workspace]);
        essentials["configurationItems"] = new JsonArray("web-1");
        return Whole(essentials, Searched(new JsonArray(
            new JsonObject { ["name"] = "Computer", ["value"] = "web-1" }, new JsonObject { ["name"] = "_ResourceId",
                ["value"] = Machine })));
    }

    public static string ActivityLog() => Whole(
        Essentials(Guid, "machine-deleted", "Sev4", "Activity Log", "Activity Log - Administrative", "Fired", FiredAt, [Machine]),
        new JsonObject
        {
            ["authorization"] = new JsonObject { ["action"] = "Microsoft.Compute/virtualMachines/deallocate/action", ["scope"] = Machine },
            ["channels"] = "Operation", ["claims"] = "{}", ["caller"] = "a.person@example.org",
            ["correlationId"] = "0b9b3a5e-6a55-4a35-9d5c-1f8e7a3b2c4d", ["eventSource"] = "Administrative",
            ["eventTimestamp"] = "2026-06-01T14:01:58Z",
            ["eventDataId"] = "5d8f4c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6", ["level"] = "Informational",
            ["operationName"] = "Microsoft.Compute/virtualMachines/deallocate/action", ["status"] = "Succeeded", ["subStatus"] = "",
        });

    public static string ServiceHealth() => Whole(
        Essentials(Guid, "service-health", "Sev4", "Activity Log", "ServiceHealth", "Fired", FiredAt, [$"/subscriptions/{Subscription}"]),
        new JsonObject
        {
            ["channels"] = "Admin", ["eventSource"] = "ServiceHealth", ["level"] = "Warning", ["status"] = "Active", ["version"] = "0.1.1",
            ["properties"] = new JsonObject
            {
                ["title"] = "Virtual Machines - West Europe", ["service"] = "Virtual Machines", ["region"] = "West Europe",
                ["incidentType"] = "Incident", ["trackingId"] = "ABCD-123", ["impactedServices"] = "[]", ["stage"] = "Active",
            },
        });

    public static string ResourceHealth(string cause = "PlatformInitiated") => Whole(
        Essentials(Guid, "resource-health", "Sev4", "Activity Log", "Resource Health", "Fired", FiredAt, [Machine]),
        new JsonObject
        {
            ["channels"] = "Admin, Operation", ["eventSource"] = "ResourceHealth", ["level"] = "Critical", ["status"] = "Active",
            ["operationName"] = "Microsoft.Resourcehealth/healthevent/Activated/action",
            ["properties"] = new JsonObject
            {
                ["title"] = "Unavailable", ["details"] = "", ["currentHealthStatus"] = "Unavailable",
                ["previousHealthStatus"] = "Available",
                ["type"] = "Downtime", ["cause"] = cause,
            },
        });

    public static string Alertmanager(string status = "firing", string severity = "critical",
        string fingerprint = "3f0d9a7c5b1e2468") => new JsonObject
    {
        ["version"] = "4", ["groupKey"] = "{}:{alertname=\"NodeDown\"}", ["truncatedAlerts"] = 0, ["status"] = status, ["receiver"] = "ops",
        ["groupLabels"] = new JsonObject { ["alertname"] = "NodeDown" }, ["commonLabels"] = new JsonObject(),
        ["commonAnnotations"] = new JsonObject(), ["externalURL"] = "http://alertmanager:9093",
        ["alerts"] = new JsonArray(Labelled(status, severity, fingerprint, "azure_resource_id")),
    }.ToJsonString();

    public static string Grafana(string status = "firing", string severity = "warning", string fingerprint = "c6eadffa33fcdf37") =>
        new JsonObject
    {
        ["receiver"] = "ops", ["status"] = status, ["orgId"] = 1, ["version"] = "1", ["groupKey"] = "{}:{}", ["truncatedAlerts"] = 0,
        ["state"] = "alerting", ["title"] = "[FIRING:1]", ["message"] = "**Firing**", ["externalURL"] = "https://grafana.example.org/",
        ["groupLabels"] = new JsonObject(), ["commonLabels"] = new JsonObject(), ["commonAnnotations"] = new JsonObject(),
        ["alerts"] = new JsonArray(Labelled(status, severity, fingerprint, "resource_id")),
    }.ToJsonString();

    private static JsonObject Labelled(string status, string severity, string fingerprint, string label) => new()
    {
        ["status"] = status,
        ["labels"] = new JsonObject { ["alertname"] = "NodeDown", ["severity"] = severity, ["instance"] = "10.0.0.4:9100",
        [label] = Machine },
        ["annotations"] = new JsonObject { ["summary"] = "web-1 does not answer", ["description"] = "no answer for five minutes" },
        ["startsAt"] = "2026-06-01T16:02:03.157076123+02:00",
        ["endsAt"] = status == "resolved" ? "2026-06-01T16:12:03.5+02:00" : "0001-01-01T00:00:00Z",
        ["generatorURL"] = "http://prometheus:9090/graph", ["fingerprint"] = fingerprint,
    };

    private static JsonObject Searched(JsonArray dimensions) => new()
    {
        ["properties"] = new JsonObject(), ["conditionType"] = "LogQueryCriteria",
        ["condition"] = new JsonObject
        {
            ["windowSize"] = "PT10M",
            ["allOf"] = new JsonArray(new JsonObject
            {
                ["searchQuery"] = "Perf | where FreeSpace < 5", ["metricMeasureColumn"] = null, ["targetResourceTypes"] = "[]",
                ["operator"] = "GreaterThan", ["threshold"] = "0", ["timeAggregation"] = "Count", ["dimensions"] = dimensions,
                ["metricValue"] = 1.0,
                ["failingPeriods"] = new JsonObject { ["numberOfEvaluationPeriods"] = 1, ["minFailingPeriodsToAlert"] = 1 },
                ["linkToSearchResultsAPI"] = "https://api.loganalytics.io/v1/",
            }),
        },
    };

    private static JsonObject Essentials(
        string guid, string rule, string severity, string signal, string service, string condition, DateTimeOffset firedAt,
            string[] targets)
    {
        var essentials = new JsonObject
        {
            ["alertId"] = $"/subscriptions/{Subscription}/providers/Microsoft.AlertsManagement/alerts/{guid}", ["alertRule"] = rule,
            ["severity"] = severity, ["signalType"] = signal, ["monitorCondition"] = condition, ["monitoringService"] = service,
            ["alertTargetIDs"] = new JsonArray([.. targets.Select(target => (JsonNode)target)]),
            ["configurationItems"] = new JsonArray([.. targets.Select(target => (JsonNode)target.Split('/')[^1])]),
            ["originAlertId"] = $"{guid}_rg_{rule}", ["firedDateTime"] = Moment(firedAt),
            ["description"] = "CPU of a web server", ["essentialsVersion"] = "1.0", ["alertContextVersion"] = "1.0",
        };
        if (condition == "Resolved")
            essentials["resolvedDateTime"] = Moment(firedAt.AddMinutes(10));
        return essentials;
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ",
        CultureInfo.InvariantCulture);

    private static string Whole(JsonObject essentials, JsonObject context) => new JsonObject
    {
        ["schemaId"] = "azureMonitorCommonAlertSchema",
        ["data"] = new JsonObject { ["essentials"] = essentials, ["alertContext"] = context, ["customProperties"] = null },
    }.ToJsonString();
}
