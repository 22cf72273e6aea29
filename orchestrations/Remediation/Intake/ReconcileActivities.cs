using System.Text.Json;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Reads the list of alerts and takes those that should have come.</summary>
public sealed class ReconcileActivities(
    AzureClients clients, AzureSettings settings, RemediationOptions options, StateStore state, AlertReception reception, TimeProvider time)
{
    private const string Version = "2019-03-01";
    private const int MostTaken = 200;

    // Older ones are people's by now: a stateless alert stays fired for 30 days.
    private static readonly TimeSpan Youngest = TimeSpan.FromMinutes(15);

    // A delivery is on its way for up to a minute and a quarter.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(1.5);

    /// <summary>Alerts that are new, fired, young, not suppressed and meant for the suite, of which it knows nothing.</summary>
    [Function(nameof(FindMissed))]
    public Task<Outcome<IReadOnlyList<Alert>>> FindMissed([ActivityTrigger] string reconcileId, CancellationToken ct) =>
        Outcome.OfAsync("alerts", async () =>
    {
        IReadOnlyList<Alert> missed = [];
        if (options.ActionGroups.Count > 0 || options.ListedRules.Count > 0)
            foreach (var subscription in settings.Subscriptions)
                missed = [.. missed, .. await OfAsync(subscription, ct)];
        return missed;
    }, ct);

    /// <summary>Takes one as if it had been delivered.</summary>
    [Function(nameof(BeginMissed))]
    public Task<Outcome<bool>> BeginMissed([ActivityTrigger] Alert alert, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        Outcome.OfAsync("alert", async () =>
    {
        await reception.TakeAsync(alert, client, ct);
        return true;
    }, ct);

    private async Task<IReadOnlyList<Alert>> OfAsync(string subscription, CancellationToken ct)
    {
        var (now, young) = (time.GetUtcNow(), new List<ListedRow>());
        var address = new Uri(ArmAddress.Of($"/subscriptions/{subscription}/providers/Microsoft.AlertsManagement/alerts", "", Version)
            + "&timeRange=1h&monitorCondition=Fired&alertState=New&sortBy=startDateTime&sortOrder=desc&pageCount=250");
        await clients.ArmPipeline.ListAsync(address, row =>
        {
            if (ListedRow.Of(row) is { } one && one.FiredAt > now - Youngest && one.FiredAt < now - OnItsWay && young.Count < MostTaken)
                young.Add(one);
        }, ct);
        var (missed, rules) = (new List<Alert>(), new Dictionary<string, AlertRule?>(StringComparer.OrdinalIgnoreCase));
        foreach (var one in young)
        {
            if (!rules.TryGetValue(one.RuleId, out var rule))
                rules[one.RuleId] = rule = await AlertRule.ReadAsync(clients, one.RuleId, ct);
            if (IsOurs(one, rule) && !await IsKnownAsync(one, ct))
                missed.Add(one.ToAlert(rule));
        }
        return missed;
    }

    private bool IsOurs(ListedRow one, AlertRule? rule) =>
        options.ListedRules.Contains(ArmId.NameOf(one.RuleId), StringComparer.OrdinalIgnoreCase)
        || rule?.ActionGroups.Any(group => options.ActionGroups.Contains(group, StringComparer.OrdinalIgnoreCase)) == true;

    private async Task<bool> IsKnownAsync(ListedRow one, CancellationToken ct) =>
        await state.FindVersionAsync(KnownAlert.NameOf(one.AlertId), ct) is not null;
}

/// <summary>That an alert of Azure's list has an incident; a document of the state.</summary>
[StateDocument(
    Folder + "*",
    Loss = "a delivered alert is taken once more from the list: it joins its incident while that is open, and is looked at anew after",
    Damage = "the resource counts as taken in hand by a person for as long as the alert fires, at most a day",
    Mend = "delete it; it goes after two days")]
public sealed record KnownAlert(string AlertId, DateTimeOffset At)
{
    /// <summary>The suite acknowledged it, or was about to: nobody else has it in hand.</summary>
    public bool IsOurs { get; init; }

    internal const string Folder = "alerts/known/";

    /// <summary>By its GUID alone: Azure writes the id in front of it with the subscription, or with the resource.</summary>
    public static string NameOf(string alertId) => Ids.Long(Folder, ArmId.NameOf(alertId));
}

/// <summary>An alert as Azure's list has it, fit to be acted on.</summary>
internal sealed record ListedRow(
    string AlertId, string RuleId, string Target, string Severity, string Signal, string Service, DateTimeOffset FiredAt)
{
    /// <summary>Null: it is suppressed, taken in hand, over, or not to be understood.</summary>
    public static ListedRow? Of(JsonElement row)
    {
        var essentials = row.Get("properties").Get("essentials");
        return essentials.Get("alertState").Text() == "New" && essentials.Get("monitorCondition").Text() == "Fired"
            && essentials.Get("actionStatus").Get("isSuppressed").ValueKind != JsonValueKind.True
            && row.Get("id").Text() is { } id && ArmAddress.IsId(id) && essentials.Get("alertRule").Text() is { } rule
            && essentials.Get("targetResource").Text() is { } target && ArmAddress.IsId(target)
            && essentials.Get("startDateTime").Moment() is { } fired
            ? new(id.ToLowerInvariant(), rule, target.ToLowerInvariant(), essentials.Get("severity").Text()
                ?? "", essentials.Get("signalType").Text() ?? "",
                essentials.Get("monitorService").Text() ?? "", fired)
            : null;
    }

    public Alert ToAlert(AlertRule? rule) => new(
        AlertSource.Reconciled, ArmId.NameOf(AlertId), AlertCondition.Fired, ArmId.NameOf(RuleId), Severity, Target, FiredAt)
    {
        AlertId = AlertId, RuleId = ArmAddress.IsId(RuleId) ? RuleId.ToLowerInvariant() : null, Signal = Signal, Service = Service,
        Metrics = rule?.Metrics ?? [], Window = rule?.Window,
    };
}

/// <summary>What an alert rule says of itself.</summary>
/// <param name="ActionGroups">Ids of the groups that it calls.</param>
internal sealed record AlertRule(IReadOnlyList<string> ActionGroups, IReadOnlyList<MetricCondition> Metrics, TimeSpan? Window)
{
    // Of each type the version in which it is read.
    private static readonly Dictionary<string, string> Versions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["microsoft.insights/metricAlerts"] = "2018-03-01",
        ["microsoft.insights/scheduledQueryRules"] = "2023-12-01",
        ["microsoft.insights/activityLogAlerts"] = "2020-10-01",
    };

    /// <summary>Null: it is gone, may not be read, or is of a type that the suite does not know.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure throttled, or is not well.</exception>
    public static async Task<AlertRule?> ReadAsync(AzureClients clients, string ruleId, CancellationToken ct)
    {
        if (!ArmAddress.IsId(ruleId) || ArmId.TypeOf(ruleId) is not { } type || !Versions.TryGetValue(type, out var version))
            return null;
        return await RefusedRead.OrAsync(async () =>
        {
            using var answer = await clients.ArmPipeline.FindAsync(RequestMethod.Get, ArmAddress.Of(ruleId, "", version), null, ct);
            return answer is null ? null : Of(answer.RootElement.Get("properties"));
        }, _ => null);
    }

    private static AlertRule Of(JsonElement properties)
    {
        var actions = properties.Get("actions");
        // Three types, three forms: a list of objects, a list of ids in an object, a list of objects in an object.
        var groups = actions.Items().Concat(actions.Get("actionGroups").Items())
            .Select(one => one.Text() ?? one.Get("actionGroupId").Text()).OfType<string>();
        var metrics = properties.Get("criteria").Get("allOf").Items().Take(20)
            .Where(one => one.Get("metricName").Text() is not null && one.Get("threshold").ValueKind == JsonValueKind.Number)
            .Select(one => new MetricCondition(
                one.Get("metricName").Text()!, one.Get("operator").Text() ?? "", one.Get("threshold").GetDouble(),
                one.Get("timeAggregation").Text() ?? "", Value: null));
        return new([.. groups], [.. metrics], AlertText.Window(properties.Get("windowSize")));
    }
}
