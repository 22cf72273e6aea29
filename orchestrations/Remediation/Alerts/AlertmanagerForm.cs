using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>The webhook of Prometheus Alertmanager, version 4.</summary>
internal sealed class AlertmanagerForm : IAlertForm
{
    public bool Fits(JsonElement message) => LabelledAlerts.HasAlerts(message) && message.Get("version").Text() == "4";

    public IEnumerable<JsonElement> AlertsOf(JsonElement message) => message.Get("alerts").Items();

    public AlertReading Read(JsonElement alert) => LabelledAlerts.Read(alert, AlertSource.Alertmanager);
}
