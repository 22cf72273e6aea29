using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Remediation.Alerts;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>That something about a machine's health changed: what it is now, and why, is looked up in Azure.</summary>
/// <param name="Key">Key of the event.</param>
/// <param name="Type">Type of the event.</param>
/// <param name="Target">Resource it is about.</param>
/// <param name="Time">When it happened, by its own account; null where it does not say.</param>
internal sealed record HealthNotice(string Key, string Type, string Target, DateTimeOffset? Time)
{
    private const string Severity = "Sev3";

    public static HealthNotice Of(EventNotice notice) => new(notice.Key, notice.Type, notice.Subject, notice.Time);

    public string ToJson() => JsonSerializer.Serialize(this, StrictJson.Options);

    public static AlertReading Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<HealthNotice>(json, StrictJson.Options) is { } notice
                ? notice.ToAlert()
                : AlertReading.Unreadable("it is no notice of health");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return AlertReading.Unreadable($"it is no notice of health: {Words.OneLine(e.Message)}");
        }
    }

    private AlertReading ToAlert()
    {
        if (!Ids.IsKey(Key) || Time is not { } time)
            return AlertReading.Unreadable("the event of health has no key or no time");
        if (!ArmAddress.IsId(Target))
            return AlertReading.Unreadable("the event of health is about no resource");
        var type = Type[(Type.LastIndexOf('.') + 1)..];
        return new([new(AlertSource.Health, Key, AlertCondition.Fired, type, Severity, Target.ToLowerInvariant(), time.ToUniversalTime())
        {
            Signal = "Resource Health", Service = "Event Grid",
        }], null);
    }
}
