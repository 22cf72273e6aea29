using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Tags of subscriptions, groups and resources, by themselves.</summary>
internal sealed class ScopeTagEndpoint(SimulatedAzure azure)
{
    private static readonly BodyShape Shape = new("operation", "properties.tags.*", "id", "name", "type");

    public Task Get(Exchange exchange) => Answer(exchange, place => new Outcome(200, Document(exchange, place.Tags)));

    public Task Replace(Exchange exchange) => Answer(exchange, place => Set(exchange, place, "Replace"));

    public Task Update(Exchange exchange) => Answer(exchange, place => Set(exchange, place, operation: null));

    public Task Delete(Exchange exchange) => Answer(exchange, place =>
    {
        place.Set(new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        return new Outcome(200, Body: null);
    });

    private static Outcome Set(Exchange exchange, Place place, string? operation)
    {
        if (RequestBody.Read(exchange, Shape) is not { } body || body["properties"] is not JsonObject properties
            || TagRules.Read(properties) is not { } named)
            return RequestBody.Invalid;
        var how = (operation ?? body.Text("operation") ?? "").ToLowerInvariant();
        if (Changed(place.Tags, how, named) is not { } tags)
            return Outcome.Refused(400, "InvalidTagsPatchOperation",
                $"The tags operation '{how}' is invalid: Merge, Replace and Delete are known.");
        if (TagRules.Refusal(tags) is { } refusal)
            return refusal;
        place.Set(tags);
        return new Outcome(200, Document(exchange, tags));
    }

    /// <summary>The tags after the change; null: no such change is known.</summary>
    public static SortedDictionary<string,
        string>? Changed(IEnumerable<KeyValuePair<string, string>> present, string how, SortedDictionary<string, string> named)
    {
        if (how is "replace")
            return named;
        var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in present)
            tags[name] = value;
        foreach (var (name, value) in named)
        {
            if (how is "merge")
                tags[name] = value;
            // By name alone, or by name and value.
            else if (value.Length == 0 || tags.GetValueOrDefault(name) == value)
                tags.Remove(name);
        }
        return how is "merge" or "delete" ? tags : null;
    }

    private Task Answer(Exchange exchange, Func<Place, Outcome> act)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: true) is { } missing)
            return missing.Write(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = act(PlaceOf(exchange));
        }
        return outcome.Write(exchange);
    }

    private Place PlaceOf(Exchange exchange)
    {
        var (route, now, caller) = (exchange.Route, azure.Time.GetUtcNow(), exchange.Caller?.PrincipalId ?? "");
        if (route.ContainsKey("provider"))
        {
            foreach (var content in azure.Contents)
            {
                if (content.Find(route["scope"], now) is { } item)
                    return new Place(item.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal), tags =>
                        Require(content.SetTags(item, tags, now, caller), item.Type));
            }
            throw new NotSimulatedException($"tags of {Scope.TypeOf(route["scope"])}");
        }
        if (ScopeEndpoint.GroupOfScope(azure.Fleet, route) is { } group)
            return new Place(group.Tags, tags => azure.Fleet.Groups.Keep(group with { Tags = tags }));
        var subscription = route["subscription"];
        return new Place(azure.Fleet.SubscriptionTags.GetValueOrDefault(subscription)
            ?? [], tags => azure.Fleet.SubscriptionTags[subscription] = tags);
    }

    private static void Require(bool isDone, string type)
    {
        if (!isDone)
            throw new NotSimulatedException($"changing tags of {type}");
    }

    private static JsonObject Document(Exchange exchange, IEnumerable<KeyValuePair<string, string>> tags) => new()
    {
        ["id"] = $"{exchange.Route["scope"]}/providers/Microsoft.Resources/tags/default",
        ["name"] = "default",
        ["type"] = "Microsoft.Resources/tags",
        ["properties"] = new JsonObject { ["tags"] = TagText.Of(tags) },
    };

    private sealed record Place(IReadOnlyDictionary<string, string> Tags, Action<SortedDictionary<string, string>> Set);
}
