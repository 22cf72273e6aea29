using System.Globalization;
using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.State;
using TimeZoneConverter;

namespace OpsFunctions.Orchestrations.Remediation.Reading;

/// <summary>
/// Reads Azure's list of alerts: one alert, what people have in hand on a resource, and the rules that keep people from being told.
/// </summary>
public sealed class AlertListReader(AzureClients clients, StateStore state)
{
    private const string AlertVersion = "2019-03-01";
    private const string RuleVersion = "2021-08-08";

    /// <summary>Null: it is not in the list.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refuses, throttles, or is not well.</exception>
    public async Task<ListedAlert?> ReadAsync(string alertId, CancellationToken ct)
    {
        using var answer = await clients.ArmPipeline.FindAsync(RequestMethod.Get, ArmAddress.Of(alertId, "", AlertVersion), null, ct);
        return answer is null ? null : Of(answer.RootElement);
    }

    /// <summary>
    /// Another alert of the last day about the same resource, which fires still and which a person acknowledged; null: there is none.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Azure refuses, throttles, or is not well.</exception>
    public async Task<ListedAlert?> TakenInHandAsync(Alert alert, CancellationToken ct)
    {
        var list = $"/subscriptions/{ArmId.SubscriptionOf(alert.Target)}/providers/Microsoft.AlertsManagement/alerts";
        var address = new Uri(ArmAddress.Of(list, "", AlertVersion)
            + $"&targetResource={Uri.EscapeDataString(alert.Target)}&alertState=Acknowledged&monitorCondition=Fired&timeRange=1d&pageCount=250");
        var found = new List<(string Id, ListedAlert Listed)>();
        await clients.ArmPipeline.ListAsync(address, row =>
        {
            // The filter is Azure's; what it lets through is looked at all the same.
            if (row.Get("id").Text() is { } id && Of(row) is { State: "Acknowledged", Condition: "Fired" } listed
                && !IsSame(id, alert.AlertId)
                && string.Equals(
                    row.Get("properties").Get("essentials").Get("targetResource").Text(), alert.Target, StringComparison.OrdinalIgnoreCase))
                found.Add((id, listed));
        }, ct);
        foreach (var (id, listed) in found)
            if ((await state.FindAsync<KnownAlert>(KnownAlert.NameOf(id), _ => null, ct)).Value?.IsOurs != true)
                return listed;
        return null;
    }

    /// <summary>Name of the processing rule that silences the resource now; null: none does.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refuses, throttles, or is not well.</exception>
    public async Task<string?> SilencedByAsync(string target, DateTimeOffset now, CancellationToken ct)
    {
        var list = $"/subscriptions/{ArmId.SubscriptionOf(target)}/providers/Microsoft.AlertsManagement/actionRules";
        string? name = null;
        await clients.ArmPipeline.ListAsync(ArmAddress.Of(list, "", RuleVersion), row =>
        {
            if (name is null && RuleOf(row) is { } rule && rule.Silences(target, now))
                name = rule.Name;
        }, ct);
        return name;
    }

    private static bool IsSame(string id, string? other) =>
        other is not null && string.Equals(ArmId.NameOf(id), ArmId.NameOf(other), StringComparison.OrdinalIgnoreCase);

    private static ListedAlert Of(JsonElement row)
    {
        var essentials = row.Get("properties").Get("essentials");
        return new(
            essentials.Get("alertState").Text() ?? "", essentials.Get("monitorCondition").Text() ?? "",
            essentials.Get("actionStatus").Get("isSuppressed").ValueKind == JsonValueKind.True,
            essentials.Get("lastModifiedUserName").Text() ?? "somebody");
    }

    /// <summary>Null: it is off, or it only tells more people. Pure.</summary>
    internal static ProcessingRule? RuleOf(JsonElement row)
    {
        var properties = row.Get("properties");
        return properties.Get("enabled").ValueKind == JsonValueKind.False
            || !properties.Get("actions").Items().Any(one => one.Get("actionType").Text() == "RemoveAllActionGroups")
            ? null
            : new(
                row.Get("name").Text() ?? "", [.. properties.Get("scopes").Texts()],
                [.. properties.Get("conditions").Items().Select(ConditionOf)], ScheduleOf(properties.Get("schedule")));
    }

    private static RuleCondition ConditionOf(JsonElement one) =>
        new(one.Get("field").Text() ?? "", one.Get("operator").Text() ?? "", [.. one.Get("values").Texts()]);

    private static RuleSchedule? ScheduleOf(JsonElement schedule) => schedule.ValueKind != JsonValueKind.Object
        ? null
        : new(
            ZoneOf(schedule.Get("timeZone").Text()), LocalOf(schedule.Get("effectiveFrom")), LocalOf(schedule.Get("effectiveUntil")),
            [.. schedule.Get("recurrences").Items().Select(RecurrenceOf)]);

    // Azure writes the names of Windows.
    private static TimeZoneInfo? ZoneOf(string? name) =>
        name is null ? TimeZoneInfo.Utc : TZConvert.TryGetTimeZoneInfo(name, out var zone) ? zone : null;

    private static DateTime? LocalOf(JsonElement moment) =>
        DateTime.TryParse(moment.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var local)
            ? DateTime.SpecifyKind(local, DateTimeKind.Unspecified)
            : null;

    private static RuleRecurrence RecurrenceOf(JsonElement one) => new(
        TimeOf(one.Get("startTime")), TimeOf(one.Get("endTime")),
        [.. Enum.GetValues<DayOfWeek>()
            .Where(day => one.Get("daysOfWeek").Texts().Contains(day.ToString(), StringComparer.OrdinalIgnoreCase))],
        [.. one.Get("daysOfMonth").Items().Select(day => (int)(day.Whole() ?? 0)).Where(day => day is >= 1 and <= 31)]);

    private static TimeOnly? TimeOf(JsonElement time) =>
        TimeOnly.TryParse(time.Text(), CultureInfo.InvariantCulture, out var clock) ? clock : null;
}
