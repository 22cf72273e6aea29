using System.Globalization;
using System.Text.Json;

namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>
/// Reads what is sent as alerts: the common alert schema of Azure Monitor, webhooks of Alertmanager and of Grafana. Nothing in it is
/// trusted: sizes, depth, names, times, numbers and ids are checked, and what has none of what an alert needs is told as a problem.
/// </summary>
public static class AlertReader
{
    /// <summary>Characters of a message that are looked at: 256 KB, more than Azure sends.</summary>
    public const int Longest = 256 * 1024;

    /// <summary>Alerts of one message that are read; a problem tells of those behind them.</summary>
    public const int MostAlerts = 500;

    private static readonly IAlertForm[] Forms = [new CommonSchema(), new AlertmanagerForm(), new GrafanaForm()];

    // Two alert ids in one object would be one for us and another for whoever reads the last. Azure nests ten levels deep.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Never throws.</summary>
    public static AlertReading Read(string message)
    {
        if (message.Length > Longest)
            return AlertReading.Unreadable(
                string.Create(CultureInfo.InvariantCulture, $"it has {message.Length} characters; {Longest} are read"));
        try
        {
            using var document = JsonDocument.Parse(message.TrimStart('\uFEFF'), Strict);
            var root = document.RootElement;
            return Forms.FirstOrDefault(form => form.Fits(root)) is { } form
                ? Read(form, root)
                : AlertReading.Unreadable("it is JSON, but neither of the common alert schema nor of Alertmanager nor of Grafana");
        }
        catch (JsonException e)
        {
            return AlertReading.Unreadable($"it is no JSON: {Words.OneLine(e.Message)}");
        }
        // A text that is no Unicode is told in these ways.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return AlertReading.Unreadable($"it is no JSON in Unicode: {Words.OneLine(e.Message)}");
        }
    }

    private static AlertReading Read(IAlertForm form, JsonElement root)
    {
        var items = form.AlertsOf(root).Take(MostAlerts + 1).ToList();
        var alerts = new List<Alert>();
        var problem = items.Count == 0 ? "it holds no alert" : null;
        foreach (var (index, item) in items.Index())
        {
            var reading = ReadOne(form, item);
            if (index == MostAlerts || alerts.Count + reading.Alerts.Count > MostAlerts)
                return new(
                    [.. alerts, .. reading.Alerts.Take(MostAlerts - alerts.Count)],
                    $"it holds more than {MostAlerts} alerts; those behind them are not read");
            alerts.AddRange(reading.Alerts);
            if (reading.Problem is { } fault)
                problem ??= $"alert {index + 1}: {fault}";
        }
        return new(alerts, problem);
    }

    private static AlertReading ReadOne(IAlertForm form, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return AlertReading.Unreadable($"it is no object but {item.ValueKind}");
        try
        {
            return form.Read(item);
        }
        // One text that is no Unicode hides no other alert.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            return AlertReading.Unreadable($"a text in it is not Unicode: {Words.OneLine(e.Message)}");
        }
    }
}
