using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>Which resources an alert of Azure Monitor is about.</summary>
internal static class AlertTargets
{
    private const string Workspaces = "/providers/microsoft.operationalinsights/workspaces/";
    private static readonly string[] Dimensions = ["_ResourceId", "ResourceId"];

    /// <summary>Each once, in lower case; empty in place of one that is no resource. At least one.</summary>
    public static IEnumerable<string> Of(JsonElement essentials, JsonElement context)
    {
        var named = essentials.Get("alertTargetIDs").Items().Select(one => AlertText.ResourceId(one) ?? "")
            .Distinct(StringComparer.Ordinal).ToList();
        if (named.Count == 0)
            return [""];
        // A log alert of a workspace is about what its query found, where it tells.
        var found = named.TrueForAll(IsWorkspace) ? Found(essentials, context).Distinct(StringComparer.Ordinal).ToList() : [];
        return found.Count > 0 ? found : named;
    }

    private static IEnumerable<string> Found(JsonElement essentials, JsonElement context)
    {
        var dimensions = context.Get("condition").Get("allOf").Items()
            .SelectMany(one => one.Get("dimensions").Items())
            .Where(one => Dimensions.Contains(one.Get("name").Text(), StringComparer.OrdinalIgnoreCase))
            .Select(one => one.Get("value"));
        return essentials.Get("configurationItems").Items().Concat(dimensions).Select(AlertText.ResourceId).OfType<string>();
    }

    private static bool IsWorkspace(string id) => id.Contains(Workspaces, StringComparison.Ordinal);
}
