using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Governance;

/// <summary>The activity log of a subscription, newest first. A filter must say from when on.</summary>
internal sealed partial class ActivityEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 200;

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (Filter(exchange.Query("$filter") ?? "") is not { } filter)
            return JsonAnswers.Error(exchange, 400, "BadRequest", "The $filter must say eventTimestamp ge '...' and may say eventTimestamp le, resourceGroupName eq, resourceUri eq, correlationId eq and caller eq, joined by and.");
        var entries = azure.Activity.Entries
            .Where(one => one.ResourceId.StartsWith($"/subscriptions/{subscription.Id}", StringComparison.OrdinalIgnoreCase) && filter(one))
            .Reverse().ToList();
        return Pages.Write(exchange, entries, PageSize, (writer, one) => Write(writer, one, subscription.Id));
    }

    // Null: it cannot be read.
    private static Predicate<ActivityEntry>? Filter(string text)
    {
        var tests = new List<Predicate<ActivityEntry>>();
        var hasStart = false;
        foreach (var part in text.Split(" and ", StringSplitOptions.TrimEntries))
        {
            if (Term().Match(part) is not { Success: true } term)
                return null;
            var (name, comparison, value) = (term.Groups["name"].Value.ToLowerInvariant(), term.Groups["how"].Value.ToLowerInvariant(), term.Groups["value"].Value);
            if (name is "eventtimestamp" && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            {
                hasStart |= comparison is "ge";
                tests.Add(comparison is "ge" ? one => one.Time >= moment : one => one.Time <= moment);
                continue;
            }
            Func<ActivityEntry, string>? of = name switch
            {
                "resourceuri" or "resourceid" => static one => one.ResourceId,
                "resourcegroupname" => static one => GroupOf(one.ResourceId),
                "correlationid" => static one => one.CorrelationId,
                "caller" => static one => one.Caller,
                _ => null,
            };
            if (of is null || comparison is not "eq")
                return null;
            tests.Add(one => of(one).Equals(value, StringComparison.OrdinalIgnoreCase));
        }
        return hasStart ? one => tests.TrueForAll(test => test(one)) : null;
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
        writer.WriteString("correlationId", one.CorrelationId);
        writer.WriteString("eventDataId", id);
        Text(writer, "eventName", one.Status is "Accepted" ? "BeginRequest" : "EndRequest");
        Text(writer, "category", "Administrative");
        writer.WriteString("eventTimestamp", InstanceView.Time(one.Time));
        writer.WriteString("id", $"{one.ResourceId}/events/{id}/ticks/{one.Time.UtcTicks.ToString(CultureInfo.InvariantCulture)}");
        writer.WriteString("level", one.Status is "Failed" ? "Error" : "Informational");
        writer.WriteString("operationId", one.CorrelationId);
        Text(writer, "operationName", one.Action);
        writer.WriteString("resourceGroupName", GroupOf(one.ResourceId));
        Text(writer, "resourceProviderName", one.Action.Split('/')[0]);
        writer.WriteString("resourceId", one.ResourceId);
        Text(writer, "status", one.Status);
        Text(writer, "subStatus", one.Code ?? "");
        writer.WriteString("submissionTimestamp", InstanceView.Time(one.Time));
        writer.WriteString("subscriptionId", subscription);
        writer.WriteString("tenantId", azure.TenantId);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject(name);
        writer.WriteString("value", value);
        writer.WriteString("localizedValue", value);
        writer.WriteEndObject();
    }

    private static string GroupOf(string id) => id.Split('/') is { Length: > 4 } parts ? parts[4] : "";

    [GeneratedRegex(@"^(?<name>\w+) (?<how>ge|le|eq) '(?<value>[^']*)'$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Term();
}
