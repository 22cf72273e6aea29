using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>A rule about the activity log, resource health included.</summary>
internal sealed record EventRule(string Id, string Description)
{
    public required IReadOnlyList<string> Scopes { get; init; }

    public required IReadOnlyList<string> ActionGroups { get; init; }

    public required IReadOnlyList<JsonObject> Conditions { get; init; }

    /// <summary>The rule; null: it is off.</summary>
    public static EventRule? Of(string id, JsonNode properties) => properties.Flag("enabled") is false ? null
        : new EventRule(id, properties.Text("description") ?? "")
        {
            Scopes = properties.Texts("scopes"),
            ActionGroups =
                [.. properties["actions"].Objects("actionGroups").Select(static one => one.Text("actionGroupId")).OfType<string>()],
            Conditions = properties["condition"].Objects("allOf"),
        };

    /// <summary>Whether it is about such an event.</summary>
    /// <param name="resourceId">Whose.</param>
    /// <param name="fields">By name: category, operationName, status, caller, properties.currentHealthStatus, ...</param>
    public bool Fits(string resourceId, IReadOnlyDictionary<string, string> fields) =>
        Scopes.Any(scope => Scope.Covers(scope, resourceId)) && Conditions.All(one => Holds(one, fields));

    private static bool Holds(JsonObject condition, IReadOnlyDictionary<string, string> fields)
    {
        if (condition.Objects("anyOf") is { Count: > 0 } any)
            return any.Any(one => Holds(one, fields));
        var value = fields.GetValueOrDefault(condition.Text("field") ?? "") ?? "";
        return condition.Text("equals") is { } wanted
            ? value.Equals(wanted, StringComparison.OrdinalIgnoreCase)
            : condition.Texts("containsAny").Any(one => value.Contains(one, StringComparison.OrdinalIgnoreCase));
    }
}
