using OpsFunctions.Orchestrations.Remediation.Alerts;

namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>Whether a resource works again. Pure.</summary>
public static class AftermathPolicy
{
    /// <returns>What is missing; null: it works.</returns>
    public static string? Missing(Alert alert, Situation seen) =>
        seen.IsUnread || !seen.IsThere ? "it cannot be read"
        : seen.IsMachine && !seen.IsRunning ? $"it is {seen.Power}"
        : seen.Provisioning is not "Succeeded" ? $"its provisioning state is {seen.Provisioning}"
        : seen.Health is { IsAvailable: false } health ? $"its health is {health.State}"
        : seen.MetricHolds == true ? $"the condition still holds: {seen.MetricWords}"
        : alert.Metrics.Count > 0 && seen.MetricHolds is null && seen.Health is null ? $"nothing shows that it is well: {seen.MetricWords}"
        // What has neither metric nor health of its own is known by its alert alone.
        : alert is { Metrics.Count: 0, IsAboutHealth: false } && seen.Alert is { Condition: "Fired" } ? "its alert is still fired"
        : null;
}
