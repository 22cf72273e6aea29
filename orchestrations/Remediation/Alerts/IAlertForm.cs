using System.Text.Json;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>A form in which alerts are sent: a file each, and a line in <see cref="AlertReader"/>.</summary>
internal interface IAlertForm
{
    /// <summary>Whether the message says that it is of this form.</summary>
    bool Fits(JsonElement message);

    /// <summary>Its alerts, each read for itself: one that is none hides no other.</summary>
    IEnumerable<JsonElement> AlertsOf(JsonElement message);

    AlertReading Read(JsonElement alert);
}
