using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>
/// What webhooks of Alertmanager and Grafana have in common: a list of alerts known by their labels. Which resource of Azure one is about
/// says its label <c>azure_resource_id</c> or <c>resource_id</c>; without it the suite knows none.
/// </summary>
internal static class LabelledAlerts
{
    private const int LongestId = 128;
    private const int LongestRule = 260;
    private const int LongestDescription = 1000;

    public static bool HasAlerts(JsonElement message) => message.Get("alerts").ValueKind == JsonValueKind.Array;

    public static AlertReading Read(JsonElement alert, AlertSource source)
    {
        var (labels, annotations) = (alert.Get("labels"), alert.Get("annotations"));
        var condition = alert.Get("status").Text() switch
        {
            "firing" => AlertCondition.Fired,
            "resolved" => AlertCondition.Resolved,
            _ => (AlertCondition?)null,
        };
        if (condition is not { } known)
            return AlertReading.Unreadable("its status is neither firing nor resolved");
        if (AlertText.Name(alert.Get("fingerprint"), LongestId) is not { } id)
            return AlertReading.Unreadable("it has no fingerprint");
        if (AlertText.Name(labels.Get("alertname"), LongestRule) is not { } rule)
            return AlertReading.Unreadable("it has no label alertname");
        if (AlertText.Moment(alert.Get("startsAt")) is not { } firedAt)
            return AlertReading.Unreadable("its startsAt is no moment");

        var target = AlertText.ResourceId(labels.Get("azure_resource_id")) ?? AlertText.ResourceId(labels.Get("resource_id")) ?? "";
        var description = AlertText.Line(annotations.Get("description"), LongestDescription);
        var severity = AlertText.Severity(labels.Get("severity"));
        return new([new(source, id.ToLowerInvariant(), known, rule, severity, target, firedAt)
        {
            Service = source.ToString(),
            // While it fires the end is that of the year 1.
            ResolvedAt = known == AlertCondition.Resolved ? AlertText.Moment(alert.Get("endsAt")) : null,
            Description = description.Length > 0 ? description : AlertText.Line(annotations.Get("summary"), LongestDescription),
        }], null);
    }
}
