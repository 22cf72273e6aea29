using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>An alert processing rule: takes action groups away from alerts, or adds some.</summary>
internal sealed record ProcessingRule(IReadOnlyList<string> Scopes, IReadOnlyList<JsonObject> Conditions, JsonNode? Schedule)
{
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "Severity", "MonitorService", "MonitorCondition", "SignalType", "TargetResource", "TargetResourceGroup", "TargetResourceType",
        "AlertRuleId", "AlertRuleName", "Description",
    };

    public required bool Suppresses { get; init; }

    public required IReadOnlyList<string> Adds { get; init; }

    /// <summary>The rule; null: it is off.</summary>
    public static ProcessingRule? Of(JsonNode properties)
    {
        if (properties.Flag("enabled") is false)
            return null;
        var actions = properties.Objects("actions");
        return new ProcessingRule(properties.Texts("scopes"), properties.Objects("conditions"), properties["schedule"])
        {
            Suppresses = actions.Any(static one => one.Text("actionType") is "RemoveAllActionGroups"),
            Adds = [.. actions.SelectMany(static one => one.Texts("actionGroupIds"))],
        };
    }

    /// <exception cref="NotSimulatedException">It wants what is not simulated.</exception>
    public static void Check(JsonNode properties)
    {
        if (properties["schedule"].Text("timeZone") is { } zone && zone is not "UTC")
            throw new NotSimulatedException($"a processing rule in the time zone {zone}");
        if (properties["schedule"].Objects("recurrences").Any(static one => one.Text("recurrenceType") is not ("Daily" or "Weekly")))
            throw new NotSimulatedException("a processing rule that recurs by the month");
        if (properties.Objects("conditions").FirstOrDefault(static one => !Fields.Contains(one.Text("field") ?? "")) is { } unknown)
            throw new NotSimulatedException($"a processing rule about {unknown.Text("field")}");
    }

    public bool Fits(FiredAlert alert, DateTimeOffset now) => Scopes.Any(scope => Scope.Covers(scope, alert.Target)) && IsOn(now)
        && Conditions.All(one => Holds(one, alert));

    private static bool Holds(JsonObject condition, FiredAlert alert)
    {
        var value = condition.Text("field") switch
        {
            "Severity" => alert.Severity,
            "MonitorService" => alert.MonitorService,
            "MonitorCondition" => alert.ResolvedAt is null ? "Fired" : "Resolved",
            "SignalType" => alert.SignalType,
            "TargetResource" => alert.Target,
            "TargetResourceGroup" => string.Join('/', alert.Target.Split('/').Take(5)),
            "TargetResourceType" => Scope.TypeOf(alert.Target) ?? "",
            "AlertRuleId" => alert.Rule,
            "AlertRuleName" => alert.Name,
            "Description" => alert.Description,
            _ => "",
        };
        var values = condition.Texts("values");
        return condition.Text("operator") switch
        {
            "Equals" => values.Any(one => one.Equals(value, StringComparison.OrdinalIgnoreCase)),
            "NotEquals" => !values.Any(one => one.Equals(value, StringComparison.OrdinalIgnoreCase)),
            "Contains" => values.Any(one => value.Contains(one, StringComparison.OrdinalIgnoreCase)),
            _ => !values.Any(one => value.Contains(one, StringComparison.OrdinalIgnoreCase)),
        };
    }

    private bool IsOn(DateTimeOffset now)
    {
        if (Schedule is null)
            return true;
        if ((Moment("effectiveFrom") is { } from && now < from) || (Moment("effectiveUntil") is { } until && now >= until))
            return false;
        var recurrences = Schedule.Objects("recurrences");
        return recurrences.Count == 0 || recurrences.Any(one => Recurs(one, now));
    }

    private static bool Recurs(JsonObject one, DateTimeOffset now)
    {
        var (start, end) = (Time(one, "startTime") ?? TimeSpan.Zero, Time(one, "endTime") ?? TimeSpan.FromDays(1));
        var time = now.UtcDateTime.TimeOfDay;
        var days = one.Texts("daysOfWeek");
        // Over midnight it still belongs to the day on which it began.
        var day = (end <= start && time < end ? now.AddDays(-1) : now).UtcDateTime.DayOfWeek.ToString();
        var isTime = end > start ? time >= start && time < end : time >= start || time < end;
        return isTime && (days.Count == 0 || days.Contains(day, StringComparer.OrdinalIgnoreCase));
    }

    private DateTimeOffset? Moment(string name) => Schedule.Text(name) is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    private static TimeSpan? Time(JsonObject one, string name) =>
        one.Text(name) is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;
}
