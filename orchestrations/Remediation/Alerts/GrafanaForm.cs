using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>The webhook of Grafana's own alerting, version 1; unlike Alertmanager it names its organisation.</summary>
internal sealed class GrafanaForm : IAlertForm
{
    public bool Fits(JsonElement message) => LabelledAlerts.HasAlerts(message)
        && (message.Get("version").Text() == "1" || message.Get("orgId").ValueKind == JsonValueKind.Number);

    public IEnumerable<JsonElement> AlertsOf(JsonElement message) => message.Get("alerts").Items();

    public AlertReading Read(JsonElement alert) => LabelledAlerts.Read(alert, AlertSource.Grafana);
}
