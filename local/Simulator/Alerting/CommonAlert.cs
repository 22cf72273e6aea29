using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>An alert in the common alert schema, as an action group sends it. Documented.</summary>
internal static class CommonAlert
{
    public static string Text(FiredAlert alert) => Of(alert).ToJsonString(JsonAnswers.Text);

    public static JsonObject Of(FiredAlert alert)
    {
        var essentials = new JsonObject
        {
            ["alertId"] =
                $"/subscriptions/{alert.Target.Split('/').ElementAtOrDefault(2)}/providers/Microsoft.AlertsManagement/alerts/{alert.Id}",
            ["alertRule"] = alert.Name, ["severity"] = alert.Severity, ["signalType"] = alert.SignalType,
            ["monitorCondition"] = alert.ResolvedAt is null ? "Fired" : "Resolved", ["monitoringService"] = alert.MonitorService,
            // Published so: in small letters.
            ["alertTargetIDs"] = new JsonArray(alert.Target.ToLowerInvariant()),
            ["configurationItems"] = new JsonArray([.. alert.ConfigurationItems.Select(static one => (JsonNode?)one)]),
            ["originAlertId"] = Origin(alert), ["firedDateTime"] = Moment(alert.FiredAt),
        };
        if (alert.ResolvedAt is { } resolved)
            essentials["resolvedDateTime"] = Moment(resolved);
        essentials["description"] = alert.Description;
        essentials["essentialsVersion"] = "1.0";
        essentials["alertContextVersion"] = "1.0";
        var blade = Uri.EscapeDataString($"{alert.ResourceId}");
        essentials["investigationLink"] =
            $"https://portal.azure.com/#view/Microsoft_Azure_Monitoring_Alerts/Investigation.ReactView/alertId/{blade}";
        essentials["targetResourceType"] = (Scope.TypeOf(alert.Target) ?? "").ToLowerInvariant();
        essentials["targetResourceGroup"] = alert.Target.Split('/').ElementAtOrDefault(4)?.ToLowerInvariant();
        var data = new JsonObject { ["essentials"] = essentials, ["alertContext"] = alert.Context?.DeepClone() ?? new JsonObject() };
        data["customProperties"] = alert.SignalType is "Activity Log" ? null : alert.CustomProperties?.DeepClone();
        return new JsonObject { ["schemaId"] = "azureMonitorCommonAlertSchema", ["data"] = data };
    }

    private static string Origin(FiredAlert alert)
    {
        var parts = alert.Rule.Split('/');
        var (guid, hash) = (Noise.Id(Noise.Of(alert.Rule.ToLowerInvariant()), "rule"), (int)Noise.Of(alert.Target.ToLowerInvariant()));
        return alert.SignalType switch
        {
            "Metric" => string.Create(
                CultureInfo.InvariantCulture,
                $"{guid}_{parts.ElementAtOrDefault(4)}_microsoft.insights_metricAlerts_{alert.Name}_{hash}"),
            "Activity Log" => $"{alert.Context?["eventDataId"]}_{guid:N}",
            _ => Noise.Id(Noise.Of(alert.Id), "origin").ToString(),
        };
    }

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
