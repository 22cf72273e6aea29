using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>The body of a request as an object.</summary>
internal static class RequestBody
{
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    public static Outcome Invalid { get; } =
        Outcome.Refused(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");

    /// <summary>The object, names in any case; null: it is none.</summary>
    /// <exception cref="NotSimulatedException">It has a property that the shape does not know.</exception>
    public static JsonObject? Read(Exchange exchange, BodyShape shape)
    {
        try
        {
            using var document = JsonDocument.Parse(exchange.Body);
            shape.Check(document.RootElement);
            return JsonNode.Parse(exchange.Body, AnyCase) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text that is there; null: it is not, or is something else.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool? Flag(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static int? Number(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>The texts of a list; empty: there is none.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonArray list
        ? [.. list.OfType<JsonValue>().Select(static one => one.TryGetValue<string>(out var text) ? text : "")]
        : [];

    public static IReadOnlyList<JsonObject> Objects(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    /// <summary>The first text of a list; null: there is none.</summary>
    public static string? First(this JsonNode? node, string name) => node.Texts(name) is [var first, ..] ? first : null;

    public static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode?)text)]);
}
