using System.Text.Json;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Reads answers that may lack anything: what is absent or of another kind is nothing, never an exception.</summary>
internal static class JsonReading
{
    /// <summary>A property; an undefined element where there is none.</summary>
    public static JsonElement Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The items of an array; none where it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>A text; null where it is empty or no text.</summary>
    public static string? Text(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The texts of an array; what is no text is left out.</summary>
    public static IEnumerable<string> Texts(this JsonElement element) => element.Items().Select(Text).OfType<string>();

    /// <summary>A moment; one without an offset is UTC, never of the zone of the server this runs on. Null where it is none.</summary>
    public static DateTimeOffset? Moment(this JsonElement element) =>
        element.ValueKind != JsonValueKind.String || !element.TryGetDateTime(out var bare) ? null
        : bare.Kind == DateTimeKind.Unspecified ? new(bare, TimeSpan.Zero)
        : element.GetDateTimeOffset();

    /// <summary>A whole number; null where it is none.</summary>
    public static long? Whole(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) ? number : null;
}
