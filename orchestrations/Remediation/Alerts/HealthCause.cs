using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>Who brought a resource into its state, in the words of resource health's annotations.</summary>
internal static class HealthCause
{
    private const int Longest = 100;

    /// <summary>Null: it is no alert of resource health, or tells none.</summary>
    public static string? Of(JsonElement essentials, JsonElement context)
    {
        if (!string.Equals(essentials.Get("monitoringService").Text(), "Resource Health", StringComparison.OrdinalIgnoreCase))
            return null;
        return AlertText.Line(context.Get("properties").Get("cause"), Longest) switch
        {
            "" => null,
            "PlatformInitiated" => "Platform Initiated",
            "UserInitiated" => "Customer Initiated",
            var cause => cause,
        };
    }
}
