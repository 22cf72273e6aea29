using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Governance;

/// <summary>The activity log of a subscription, newest first. A filter must say from when on, at most 90 days ago.</summary>
internal sealed partial class ActivityEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 200;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    // An event can be read a while after it happened.
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(90);

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var (filter, problem) = Filter(exchange.Query("$filter") ?? "", azure.Time.GetUtcNow());
        if (filter is null)
            return Refuse(exchange, problem!);
        var selected = exchange.Query("$select")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var entries = azure.Activity.Entries
            .Where(one => one.ResourceId.StartsWith($"/subscriptions/{subscription.Id}", StringComparison.OrdinalIgnoreCase) && filter(one))
            .Reverse().ToList();
        return Pages.Write(exchange, entries, PageSize, (writer, one) => Write(writer, one, subscription.Id, selected));
    }

    /// <summary>The tenant's own log asks for a right at its root, which nobody has here.</summary>
    public static Task Tenant(Exchange exchange) => JsonAnswers.Error(
        exchange, 403, "AuthorizationFailed",
        $"The client '{exchange.Caller?.ClientId}' with object id '{exchange.Caller?.PrincipalId}' does not have authorization to perform action 'microsoft.insights/eventtypes/values/read' over scope '/providers/microsoft.insights/eventtypes/management' or the scope is invalid. If access was recently granted, please refresh your credentials.");

    // Recorded: with capitals, and nothing around it.
    private static Task Refuse(Exchange exchange, string message) => exchange.Json(400, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("Code", "BadRequest");
        writer.WriteString("Message", message);
        writer.WriteEndObject();
    });

    // The filter, or why it is refused.
    private static (Predicate<ActivityEntry>? Filter, string? Problem) Filter(string text, DateTimeOffset now)
    {
        var tests = new List<Predicate<ActivityEntry>>();
        DateTimeOffset? start = null;
        foreach (var part in And().Split(text.Trim()))
        {
            if (Term().Match(part.Trim()) is not { Success: true } term)
                return (null, $"The filter '{text}' is not valid.");
            var (name, comparison, value) =
                (term.Groups["name"].Value.ToLowerInvariant(), term.Groups["how"].Value.ToLowerInvariant(),
                term.Groups["value"].Value.Trim('\''));
            if (name is "eventtimestamp")
            {
                if (comparison is "eq" || !DateTimeOffset.TryParse(
                    value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                    return (null, $"The filter '{text}' is not valid.");
                start = comparison is "ge" ? moment : start;
                tests.Add(comparison is "ge" ? one => one.Time >= moment : one => one.Time <= moment);
                continue;
            }
            if (comparison is not "eq")
                return (null, $"The filter '{text}' is not valid.");
            tests.Add(Test(name, value));
        }
        if (start is not { } from)
            return (null, "The start time of the filter is missing: eventTimestamp ge.");
        return from < now - Kept ? (null, "The start time cannot be more than 90 days in the past.")
            : (one => tests.TrueForAll(test => test(one)), null);
    }

    private static Predicate<ActivityEntry> Test(string name, string value)
    {
        Func<ActivityEntry, string> of = name switch
        {
            "resourceuri" or "resourceid" => static one => one.ResourceId,
            "resourcegroupname" => static one => GroupOf(one.ResourceId),
            "resourceprovider" => static one => one.Action.Split('/')[0],
            "resourcetype" => static one => TypeOf(one),
            "correlationid" => static one => one.CorrelationId,
            "caller" => static one => one.Caller,
            "status" => static one => one.Status,
            // All that is kept here are operations.
            "eventchannels" => static _ => "Operation",
            "levels" => static one => LevelOf(one),
            _ => throw new NotSimulatedException($"a filter of the activity log by {name}"),
        };
        if (name is not ("eventchannels" or "levels"))
            return one => of(one).Equals(value, StringComparison.OrdinalIgnoreCase);
        var any = value.Split(',', StringSplitOptions.TrimEntries);
        return one => any.Contains(of(one), StringComparer.OrdinalIgnoreCase);
    }

    private void Write(Utf8JsonWriter writer, ActivityEntry one, string subscription, string[]? selected)
    {
        if (selected is null)
        {
            Write(writer, one, subscription);
            return;
        }
        using var buffer = new MemoryStream();
        using (var whole = new Utf8JsonWriter(buffer))
            Write(whole, one, subscription);
        using var document = JsonDocument.Parse(buffer.ToArray());
        writer.WriteStartObject();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (selected.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
                property.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, ActivityEntry one, string subscription)
    {
        var id = Noise.Id(Noise.Of(one.CorrelationId), one.Status + one.ResourceId).ToString();
        writer.WriteStartObject();
        writer.WriteStartObject("authorization");
        writer.WriteString("action", one.Action);
        writer.WriteString("scope", one.ResourceId);
        writer.WriteEndObject();
        writer.WriteString("caller", one.Caller);
        writer.WriteString("channels", "Operation");
        writer.WriteStartObject("claims");
        writer.WriteString("appid", azure.Suite.Find(one.Caller)?.ClientId ?? "");
        writer.WriteEndObject();
        writer.WriteString("correlationId", one.CorrelationId);
        writer.WriteString("description", "");
        writer.WriteString("eventDataId", id);
        Text(writer, "eventName", one.Status is "Accepted" ? "BeginRequest" : "EndRequest", one.Status is "Accepted" ? "Begin request"
            : "End request");
        Text(writer, "category", "Administrative");
        writer.WriteString("eventTimestamp", Time(one.Time));
        writer.WriteStartObject("httpRequest");
        writer.WriteString("clientRequestId", one.CorrelationId);
        writer.WriteString("clientIpAddress", "203.0.113.1");
        writer.WriteString("method", MethodOf(one.Action));
        writer.WriteEndObject();
        writer.WriteString("id", $"{Lower(one.ResourceId)}/events/{id}/ticks/{one.Time.UtcTicks.ToString(CultureInfo.InvariantCulture)}");
        writer.WriteString("level", LevelOf(one));
        writer.WriteString("operationId", one.CorrelationId);
        Text(writer, "operationName", one.Action);
        writer.WriteString("resourceGroupName", GroupOf(one.ResourceId));
        Text(writer, "resourceProviderName", one.Action.Split('/')[0]);
        writer.WriteString("resourceId", Lower(one.ResourceId));
        Text(writer, "resourceType", TypeOf(one));
        writer.WriteStartObject("properties");
        writer.WriteString("statusCode", StatusOf(one));
        writer.WriteString("serviceRequestId", id);
        writer.WriteString("responseBody", "");
        writer.WriteEndObject();
        Text(writer, "status", one.Status);
        Text(writer, "subStatus", one.Code ?? StatusOf(one));
        writer.WriteString("submissionTimestamp", Time(one.Time + (LongestWay * Noise.Unit(Noise.Of(id)))));
        writer.WriteString("subscriptionId", subscription);
        writer.WriteString("tenantId", azure.TenantId);
        writer.WriteEndObject();
    }

    // Recorded: the segment is written in lower case here.
    private static string Lower(string id) => id.Replace("/resourceGroups/", "/resourcegroups/", StringComparison.OrdinalIgnoreCase);

    private static string TypeOf(ActivityEntry one) =>
        Scope.TypeOf(one.ResourceId) ?? one.Action[..Math.Max(0, one.Action.LastIndexOf('/'))];

    private static string LevelOf(ActivityEntry one) => one.Status is "Failed" ? "Error" : "Informational";

    private static string StatusOf(ActivityEntry one) => one.Status is "Accepted" ? "Accepted" : one.Code ?? "OK";

    private static string MethodOf(string action) => action.EndsWith("/delete", StringComparison.OrdinalIgnoreCase) ? "DELETE"
        : action.EndsWith("/action", StringComparison.OrdinalIgnoreCase) ? "POST"
        : "PUT";

    private static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static void Text(Utf8JsonWriter writer, string name, string value, string? localized = null)
    {
        writer.WriteStartObject(name);
        writer.WriteString("value", value);
        writer.WriteString("localizedValue", localized ?? value);
        writer.WriteEndObject();
    }

    private static string GroupOf(string id) => id.Split('/') is { Length: > 4 } parts ? parts[4] : "";

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex And();

    // A value stands in quotes or not.
    [GeneratedRegex(@"^(?<name>\w+)\s+(?<how>ge|le|eq)\s+(?<value>'[^']*'|[^'\s]+)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Term();
}
