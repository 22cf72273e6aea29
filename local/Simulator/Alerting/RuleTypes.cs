using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>Resources around alerts, beside metric alert rules: whom they tell, what else fires, what keeps them quiet, who
/// scales.</summary>
internal static class RuleTypes
{
    public static ResourceType ActionGroup { get; } = Of(
        "Microsoft.Insights/actionGroups", "ActionGroups", "groupShortName",
        static (properties, _) => properties["enabled"] ??= true, newStatus: 201);

    public static ResourceType ActivityLogAlert { get; } = Of(
        "Microsoft.Insights/activityLogAlerts", "ActivityLogAlerts", "condition",
        static (properties, _) => properties["enabled"] ??= true, newStatus: 201);

    public static ResourceType LogAlert { get; } = Of(
        "Microsoft.Insights/scheduledQueryRules", "ScheduledQueryRules", "criteria",
        static (properties, _) =>
        {
            properties["enabled"] ??= true;
            // Documented: a log alert resolves itself only where it is told to.
            properties["autoMitigate"] ??= false;
        }, newStatus: 201) with { IsGlobal = false };

    public static ResourceType Processing { get; } = Of(
        "Microsoft.AlertsManagement/actionRules", "AlertProcessingRules", "actions",
        static (properties, _) =>
        {
            ProcessingRule.Check(properties);
            properties["enabled"] ??= true;
        }, newStatus: 201);

    public static ResourceType Autoscale { get; } = Of(
        "Microsoft.Insights/autoscaleSettings", "AutoscaleSettings", "profiles",
        static (properties, name) =>
        {
            properties["enabled"] ??= true;
            properties["name"] ??= name;
        }, newStatus: 201) with { IsGlobal = false };

    public static IReadOnlyList<ResourceType> All { get; } = [ActionGroup, ActivityLogAlert, LogAlert, Processing, Autoscale];

    /// <summary>Whether a resource of that type is looked at by time.</summary>
    public static bool Runs(ResourceType type) =>
        type == MetricAlerts.Type || type == LogAlert || type == Autoscale || type == ActivityLogAlert;

    private static ResourceType Of(
        string name, string operations, string needed, Action<JsonObject, string> complete, int newStatus) => new(name, operations)
    {
        Shape = new("id", "name", "type", "location", "kind", "identity.*", "tags.*", "properties.*"),
        Check = write => write.Properties?[needed] is null
            ? Outcome.Refused(400, "BadRequest", $"The property 'properties.{needed}' is required.") : null,
        Properties = write =>
        {
            var properties = (JsonObject)write.Properties!.DeepClone();
            complete(properties, write.Name);
            return properties;
        },
        NewStatus = newStatus,
        IsGlobal = true,
    };
}
