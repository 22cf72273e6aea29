using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>Lists alerts, reads one, changes what people make of it. Form from the REST specification.</summary>
internal sealed class AlertEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 250;

    public static IReadOnlyList<string> Options { get; } =
    [
        "targetResource", "targetResourceType", "targetResourceGroup", "monitorService", "monitorCondition", "severity", "alertState",
            "alertRule", "includeContext",
        "includeEgressConfig", "pageCount", "sortBy=startDateTime|lastModifiedDateTime", "sortOrder=asc|desc",
            "timeRange=1h|1d|7d|30d", "ctoken",
    ];

    public Task List(Exchange exchange)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        if (azure.Time.GetUtcNow() - Range(exchange.Query("timeRange")) is not { } from)
            return JsonAnswers.Error(exchange, 400, "BadRequest", $"The time range '{exchange.Query("timeRange")}' is not valid.");
        var found = azure.Alerts.All.Where(
            one => Scope.Covers(exchange.Route["scope"], one.Target) && one.FiredAt >= from && Fits(exchange, one));
        var ordered = exchange.Query("sortBy") is "startDateTime" ? found.OrderBy(static one => one.FiredAt)
            : found.OrderBy(static one => one.ModifiedAt);
        var all = (exchange.Query("sortOrder") is "asc" ? ordered : ordered.Reverse()).ToList();
        var size = int.TryParse(exchange.Query("pageCount"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Clamp(count, 1, PageSize) : PageSize;
        var skip = int.TryParse(exchange.Query("ctoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : 0;
        var answer =
            new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(size).Select(one => Document(one))]) };
        if (skip + size < all.Count)
            answer["nextLink"] = Next(exchange, skip + size);
        return exchange.Json(200, writer => answer.WriteTo(writer));
    }

    public Task Get(Exchange exchange) => azure.Alerts.Find(exchange.Route["alert"]) is { } found
        ? new Outcome(200, Document(found)).Write(exchange)
        : Missing(exchange);

    public Task ChangeState(Exchange exchange)
    {
        if (exchange.Body.Length > 0 && RequestBody.Read(exchange, new BodyShape("comments", "comment")) is null)
            return RequestBody.Invalid.Write(exchange);
        if (!Enum.TryParse<AlertState>(exchange.Query("newState"), ignoreCase: true, out var state))
            return JsonAnswers.Error(exchange, 400, "BadRequest", $"The alert state '{exchange.Query("newState")}' is not valid.");
        return azure.Alerts.SetState(exchange.Route["alert"], state, exchange.Caller?.PrincipalId ?? "") is { } changed
            ? new Outcome(200, Document(changed)).Write(exchange)
            : Missing(exchange);
    }

    // The provider's own answer, not the gateway's.
    private static Task Missing(Exchange exchange) =>
        Outcome.Refused(404, "NotFound", $"Could not find alert with id '{exchange.Route["alert"]}'.").Write(exchange);

    private static TimeSpan? Range(string? text) => text switch
    {
        null or "1d" => TimeSpan.FromDays(1),
        "1h" => TimeSpan.FromHours(1),
        "7d" => TimeSpan.FromDays(7),
        "30d" => TimeSpan.FromDays(30),
        _ => null,
    };

    private static bool Fits(Exchange exchange, FiredAlert one)
    {
        bool Is(string name, string value) =>
            exchange.Query(name) is not { } wanted || wanted.Equals(value, StringComparison.OrdinalIgnoreCase);

        return Is("targetResource", one.Target) && Is("targetResourceGroup", Part(one.Target, 4))
            && Is("targetResourceType", TypeOf(one.Target)) && Is("severity", one.Severity)
            && Is("monitorService", one.MonitorService) && Is("alertState", one.State.ToString()) && Is("monitorCondition", Condition(one))
                && Is("alertRule", one.Rule);
    }

    // As the service writes it: with the port.
    private static string Next(Exchange exchange, int skip)
    {
        var query = exchange.Request.Query.Where(static pair => !pair.Key.Equals("ctoken", StringComparison.OrdinalIgnoreCase))
            .Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}");
        return FormattableString.Invariant($"https://management.azure.com:443{exchange.Path}?{string.Join('&', query)}&ctoken={skip}");
    }

    private static string Condition(FiredAlert one) => one.ResolvedAt is null ? "Fired" : "Resolved";

    private static string Part(string id, int index) => id.Split('/') is { } parts && parts.Length > index ? parts[index] : "";

    private static string TypeOf(string target) => (Scope.TypeOf(target) ?? "").Split('/')[^1].ToLowerInvariant();

    private static JsonObject Document(FiredAlert one)
    {
        var properties = new JsonObject
        {
            ["essentials"] = new JsonObject
            {
                ["severity"] = one.Severity,
                ["signalType"] = one.SignalType,
                ["alertState"] = one.State.ToString(),
                ["monitorCondition"] = Condition(one),
                ["monitorService"] = one.MonitorService,
                ["targetResource"] = one.Target,
                ["targetResourceName"] = one.Target[(one.Target.LastIndexOf('/') + 1)..],
                ["targetResourceGroup"] = Part(one.Target, 4),
                ["targetResourceType"] = TypeOf(one.Target),
                ["alertRule"] = one.Rule,
                ["startDateTime"] = Time(one.FiredAt),
                ["lastModifiedDateTime"] = Time(one.ModifiedAt),
                ["lastModifiedUserName"] = one.ModifiedBy,
                ["monitorConditionResolvedDateTime"] = one.ResolvedAt is { } resolved ? Time(resolved) : null,
                ["sourceCreatedId"] = one.Id,
                ["smartGroupId"] = "",
                ["actionStatus"] = new JsonObject { ["isSuppressed"] = one.IsSuppressed },
                ["description"] = one.Description,
            },
        };
        // The published example has them, whether they were asked for or not.
        properties["context"] = one.Context is { } context ? new JsonObject { ["context"] = context.DeepClone() } : new JsonObject();
        properties["egressConfig"] = new JsonObject();
        return new JsonObject { ["properties"] = properties, ["id"] = one.ResourceId, ["name"] = one.Name,
            ["type"] = "Microsoft.AlertsManagement/alerts" };
    }

    private static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
