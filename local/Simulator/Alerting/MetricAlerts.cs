using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>Metric alert rules: with static thresholds, without dimensions, about metrics of machines they fire; others are kept.</summary>
internal static class MetricAlerts
{
    public static ResourceType Type { get; } = new("Microsoft.Insights/metricAlerts", "MetricAlerts")
    {
        Shape = new(
            "id", "name", "type", "location", "tags.*", "properties.description", "properties.severity", "properties.enabled",
                "properties.scopes", "properties.evaluationFrequency",
            "properties.windowSize", "properties.targetResourceType", "properties.targetResourceRegion", "properties.criteria.*",
                "properties.autoMitigate", "properties.actions.*",
            "properties.lastUpdatedTime", "properties.isMigrated"),
        Check = Check,
        Properties = Properties,
        NewStatus = 200,
        IsGlobal = true,
    };

    // Kept as it is asked for; see AlertEngine for what it does.
    private static Outcome? Check(ResourceWrite write) =>
        write.Properties?["criteria"] is null || write.Properties.Texts("scopes").Count == 0
        ? Outcome.Refused(400, "BadRequest", "The metric alert's scopes and criteria are required.")
        : null;

    private static JsonObject Properties(ResourceWrite write)
    {
        var properties = new JsonObject();
        foreach (var (name, value) in write.Properties!.AsObject())
            properties[name] = value?.DeepClone();
        properties["enabled"] ??= true;
        properties["autoMitigate"] ??= true;
        properties["lastUpdatedTime"] = JsonAnswers.Timestamp(write.Store.Now);
        return properties;
    }
}
