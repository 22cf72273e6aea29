using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>
/// The common alert schema of Azure Monitor: metric, log, activity log, service and resource health. An alert about several resources is
/// one for each of them.
/// </summary>
internal sealed class CommonSchema : IAlertForm
{
    private const string Name = "azureMonitorCommonAlertSchema";
    private const string Alerts = "/providers/microsoft.alertsmanagement/alerts/";
    private const string Rules = "/providers/microsoft.insights/";
    private const int LongestAlertId = 2048;
    private const int LongestId = 128;
    private const int LongestRule = 260;
    private const int LongestWord = 100;
    private const int LongestDescription = 1000;
    private const int MostItems = 20;

    public bool Fits(JsonElement message) => string.Equals(message.Get("schemaId").Text(), Name, StringComparison.OrdinalIgnoreCase);

    public IEnumerable<JsonElement> AlertsOf(JsonElement message) => [message.Get("data")];

    public AlertReading Read(JsonElement alert)
    {
        var (essentials, context) = (alert.Get("essentials"), alert.Get("alertContext"));
        var condition = essentials.Get("monitorCondition").Text()?.ToLowerInvariant() switch
        {
            "fired" => AlertCondition.Fired,
            "resolved" => AlertCondition.Resolved,
            _ => (AlertCondition?)null,
        };
        if (condition is not { } known)
            return AlertReading.Unreadable("its monitorCondition is neither Fired nor Resolved");
        if (IdOf(essentials.Get("alertId")) is not { } id)
            return AlertReading.Unreadable("its alertId is none");
        if (AlertText.Name(essentials.Get("alertRule"), LongestRule) is not { } rule)
            return AlertReading.Unreadable("its alertRule is no name");
        if (AlertText.Moment(essentials.Get("firedDateTime")) is not { } firedAt)
            return AlertReading.Unreadable("its firedDateTime is no moment");

        var one = new Alert(AlertSource.AzureMonitor, id, known, rule, AlertText.Severity(essentials.Get("severity")), "", firedAt)
        {
            AlertId = Below(AlertText.ResourceId(essentials.Get("alertId")), Alerts),
            RuleId = Below(AlertText.ResourceId(essentials.Get("alertRuleID")), Rules),
            Signal = AlertText.Line(essentials.Get("signalType"), LongestWord),
            Service = AlertText.Line(essentials.Get("monitoringService"), LongestWord),
            ResolvedAt = AlertText.Moment(essentials.Get("resolvedDateTime")),
            Metrics = MetricConditions.Of(context.Get("condition")),
            Window = AlertText.Window(context.Get("condition").Get("windowSize")),
            Cause = HealthCause.Of(essentials, context),
            Description = AlertText.Line(essentials.Get("description"), LongestDescription),
            Items = ItemsOf(essentials),
        };
        return new([.. AlertTargets.Of(essentials, context).Select(target => one with { Target = target })], null);
    }

    private static IReadOnlyList<string> ItemsOf(JsonElement essentials) =>
    [
        .. essentials.Get("configurationItems").Items()
            .Select(item => AlertText.Name(item, LongestRule)).OfType<string>().Take(MostItems),
    ];

    // The last part of the id: a GUID, and nothing that it could lead to matters here.
    private static string? IdOf(JsonElement alertId) =>
        AlertText.Name(alertId, LongestAlertId) is { } text && ArmId.NameOf(text) is { Length: > 0 and <= LongestId } id
            ? id.ToLowerInvariant()
            : null;

    private static string? Below(string? id, string provider) => id?.Contains(provider, StringComparison.Ordinal) == true ? id : null;
}
