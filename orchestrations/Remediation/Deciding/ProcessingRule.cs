namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>
/// An alert processing rule of Azure that keeps people from being told, such as one for maintenance. Azure applies it to its own alerts;
/// what reaches the suite past them (an event of health, an alert of Prometheus or Grafana) is held to it here.
/// </summary>
/// <param name="Name">Name of the rule.</param>
/// <param name="Scopes">Subscription, groups and resources that it is for, by id.</param>
/// <param name="Conditions">All must hold; none: it is for every alert.</param>
/// <param name="Schedule">When it is on; null: always.</param>
public sealed record ProcessingRule(
    string Name, IReadOnlyList<string> Scopes, IReadOnlyList<RuleCondition> Conditions, RuleSchedule? Schedule)
{
    // What such an alert has the same of as an event of health has; a rule about anything else (a severity, a rule's name) means other
    // alerts.
    private const string Service = "Resource Health";

    /// <summary>It keeps people from being told of what happens to this resource now. Pure.</summary>
    /// <param name="target">Resource id.</param>
    public bool Silences(string target, DateTimeOffset now) =>
        Scopes.Any(scope => IsAtOrBelow(target, scope)) && Conditions.All(one => one.Holds(Value(one.Field, target)))
            && Schedule?.IsOn(now) != false;

    private static bool IsAtOrBelow(string target, string scope) => scope.Length > 0
        && target.StartsWith(scope, StringComparison.OrdinalIgnoreCase) && (target.Length == scope.Length || target[scope.Length] == '/');

    private static string? Value(string field, string target) => field switch
    {
        "TargetResource" => target,
        "TargetResourceGroup" => Arm.ArmId.GroupOf(target),
        "TargetResourceType" => Arm.ArmId.TypeOf(target),
        "MonitorCondition" => "Fired",
        "MonitorService" => Service,
        _ => null,
    };
}

/// <summary>What an alert must be like for a processing rule.</summary>
/// <param name="Field">Such as <c>TargetResourceType</c>.</param>
/// <param name="Operator"><c>Equals</c>, <c>NotEquals</c>, <c>Contains</c>, <c>DoesNotContain</c>.</param>
public sealed record RuleCondition(string Field, string Operator, IReadOnlyList<string> Values)
{
    /// <param name="value">Null: what happened has none, and the rule means others.</param>
    public bool Holds(string? value) => value is not null && Operator switch
    {
        "Equals" => Values.Contains(value, StringComparer.OrdinalIgnoreCase),
        "NotEquals" => !Values.Contains(value, StringComparer.OrdinalIgnoreCase),
        "Contains" => Values.Any(one => value.Contains(one, StringComparison.OrdinalIgnoreCase)),
        "DoesNotContain" => !Values.Any(one => value.Contains(one, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };
}

/// <summary>When a processing rule is on.</summary>
/// <param name="Zone">Null: the one that it names is not known here, so it counts as on whenever it might be.</param>
/// <param name="From">By the clock of its zone; null: since ever.</param>
/// <param name="Until">By the clock of its zone; null: for ever.</param>
/// <param name="Recurrences">Any of them; none: all of the time between.</param>
public sealed record RuleSchedule(TimeZoneInfo? Zone, DateTime? From, DateTime? Until, IReadOnlyList<RuleRecurrence> Recurrences)
{
    // No zone is further from UTC.
    private static readonly TimeSpan Furthest = TimeSpan.FromHours(14);

    public bool IsOn(DateTimeOffset now)
    {
        if (Zone is null)
            return now.UtcDateTime >= (From ?? DateTime.MinValue.Add(Furthest)) - Furthest
                && now.UtcDateTime <= (Until ?? DateTime.MaxValue.Subtract(Furthest)) + Furthest;
        var local = TimeZoneInfo.ConvertTime(now, Zone).DateTime;
        return local >= (From ?? DateTime.MinValue) && local < (Until ?? DateTime.MaxValue)
            && (Recurrences.Count == 0 || Recurrences.Any(one => one.IsOn(local)));
    }
}

/// <summary>A time of the day on certain days; one over midnight belongs to the day on which it begins.</summary>
/// <param name="Start">Null: from midnight on.</param>
/// <param name="End">Null: to midnight.</param>
/// <param name="Weekdays">None: each.</param>
/// <param name="MonthDays">1 to 31; none: each.</param>
public sealed record RuleRecurrence(TimeOnly? Start, TimeOnly? End, IReadOnlyList<DayOfWeek> Weekdays, IReadOnlyList<int> MonthDays)
{
    public bool IsOn(DateTime local)
    {
        var (start, end, time) = (Start ?? TimeOnly.MinValue, End ?? TimeOnly.MinValue, TimeOnly.FromDateTime(local));
        var isOverMidnight = end <= start;
        var day = isOverMidnight && time < start ? local.Date.AddDays(-1) : local.Date;
        return (isOverMidnight ? time >= start || time < end : time >= start && time < end)
            && (Weekdays.Count == 0 || Weekdays.Contains(day.DayOfWeek)) && (MonthDays.Count == 0 || MonthDays.Contains(day.Day));
    }
}
