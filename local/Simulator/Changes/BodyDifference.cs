using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Changes;

/// <summary>
/// What of a body differs from the resource as it is: clients send back what they got with one thing changed. What is null in the body is
/// not mentioned; ids and names ignore case.
/// </summary>
internal static class BodyDifference
{
    /// <summary>Paths of the values that differ, in order of the body: properties.storageProfile.dataDisks.caching.</summary>
    public static IEnumerable<string> Of(JsonElement sent, JsonNode? present, string at = "") => sent.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Object =>
            sent.EnumerateObject()
            .SelectMany(one => Of(one.Value, Child(present, one.Name), at.Length == 0 ? one.Name : $"{at}.{one.Name}")),
        JsonValueKind.Array => OfItems(sent, present, at),
        _ => IsSame(sent, present) ? [] : [at],
    };

    private static IEnumerable<string> OfItems(JsonElement sent, JsonNode? present, string at)
    {
        var items = present as JsonArray ?? [];
        if (sent.GetArrayLength() != items.Count)
            return [at];
        return sent.EnumerateArray().SelectMany((one, i) => Of(one, items[i], at));
    }

    private static JsonNode? Child(JsonNode? node, string name)
    {
        if (node is not JsonObject found)
            return null;
        foreach (var (present, value) in found)
        {
            if (present.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    private static bool IsSame(JsonElement sent, JsonNode? present)
    {
        // What says that it is off, or empty, is not there at all.
        if (present is null)
            return sent.ValueKind is JsonValueKind.False || (sent.ValueKind is JsonValueKind.String && sent.GetString() is "");
        return sent.ValueKind switch
        {
            JsonValueKind.String => present.GetValueKind() is JsonValueKind.String
                && string.Equals(sent.GetString(), present.GetValue<string>(), StringComparison.OrdinalIgnoreCase),
            JsonValueKind.Number => present.GetValueKind() is JsonValueKind.Number && sent.GetRawText() == present.ToJsonString(),
            _ => sent.ValueKind == present.GetValueKind(),
        };
    }
}
