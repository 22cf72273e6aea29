using System.Text.Json;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>What the body of a request for a collection or a restore point says.</summary>
/// <param name="Location">Of the collection; null: not told.</param>
/// <param name="Tags">Of the collection.</param>
/// <param name="Source">Id of the machine or the collection; of a point: of the point to copy. Null: not told.</param>
/// <param name="Consistency">Null: not told.</param>
/// <param name="Without">Ids of the disks to leave out.</param>
internal sealed record RestoreRequest(
    string? Location, IReadOnlyDictionary<string, string> Tags, string? Source, string? Consistency, IReadOnlyList<string> Without)
{
    /// <summary>Null: the body cannot be read. A point may be asked for without one.</summary>
    public static RestoreRequest? Read(byte[] body)
    {
        if (body.Length == 0)
            return new RestoreRequest(null, new Dictionary<string, string>(StringComparer.Ordinal), null, null, []);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var properties = Object(root, "properties");
            return new RestoreRequest(
                Text(root, "location"),
                Object(root, "tags") is { } tags ? TagText.Read(tags) : new SortedDictionary<string, string>(StringComparer.Ordinal),
                (Object(properties, "source") ?? Object(properties, "sourceRestorePoint")) is { } source ? Text(source, "id") : null,
                properties is { } some ? Text(some, "consistencyMode") : null,
                properties?.TryGetProperty("excludeDisks", out var without) is true && without.ValueKind is JsonValueKind.Array
                    ? [.. without.EnumerateArray().Select(one => Text(one, "id") ?? "")]
                    : []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static JsonElement? Object(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } some && some.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.Object ? value : null;
}
