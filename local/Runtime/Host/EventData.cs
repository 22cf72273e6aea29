using System.Reflection;
using System.Text.Json;

namespace OpsFunctions.Local.Host;

/// <summary>An event as the type that a function asks for: text, bytes, an event type of the SDK, or a type of its own.</summary>
internal static class EventData
{
    private static readonly Dictionary<string, object?> None = new(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions IgnoringCase = new() { PropertyNameCaseInsensitive = true };

    public static TriggerData Single(JsonElement element)
    {
        var json = element.GetRawText();
        return new TriggerData(type => Read(json, type), None);
    }

    public static TriggerData Batch(IEnumerable<JsonElement> elements)
    {
        var all = elements.Select(e => e.GetRawText()).ToList();
        return new TriggerData(
            type =>
            {
                var item = type.GetElementType() ?? throw new InvalidOperationException($"A batch of events is bound to an array, not to {type.Name}.");
                var array = Array.CreateInstance(item, all.Count);
                for (var i = 0; i < all.Count; i++)
                {
                    array.SetValue(Read(all[i], item), i);
                }

                return array;
            },
            None);
    }

    private static object? Read(string json, Type type) => type switch
    {
        _ when type == typeof(string) => json,
        _ when type == typeof(BinaryData) => BinaryData.FromString(json),
        _ when Parser(type) is { } parse => parse.Invoke(null, BindingFlags.DoNotWrapExceptions, null, Arguments(parse, json), null),
        _ => JsonSerializer.Deserialize(json, type, IgnoringCase),
    };

    // EventGridEvent.Parse(BinaryData) and CloudEvent.Parse(BinaryData, bool): their constructors are not for deserialisation.
    private static MethodInfo? Parser(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        .FirstOrDefault(m => m.Name is "Parse" && m.ReturnType == type && m.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(BinaryData));

    private static object?[] Arguments(MethodInfo parse, string json) =>
        [BinaryData.FromString(json), .. parse.GetParameters().Skip(1).Select(p => p.DefaultValue)];
}
