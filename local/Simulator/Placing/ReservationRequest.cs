using System.Text.Json;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Placing;

/// <summary>What the body of a request for a reservation or a group says; what is null it does not mention.</summary>
internal sealed record ReservationRequest(
    string? Location, string? Size, int? Quantity, IReadOnlyList<string> Zones, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Null: the body cannot be read.</summary>
    public static ReservationRequest? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var sku = root.TryGetProperty("sku", out var found) && found.ValueKind is JsonValueKind.Object ? found : default;
            return new ReservationRequest(
                root.TryGetProperty("location", out var location) ? location.GetString()?.Replace(" ", "", StringComparison.Ordinal) : null,
                sku.ValueKind is JsonValueKind.Object && sku.TryGetProperty("name", out var name) ? name.GetString() : null,
                sku.ValueKind is JsonValueKind.Object && sku.TryGetProperty("capacity", out var capacity) ? capacity.GetInt32() : null,
                root.TryGetProperty("zones", out var zones) && zones.ValueKind is JsonValueKind.Array
                    ? [.. zones.EnumerateArray().Select(zone => zone.GetString() ?? "").Order(StringComparer.Ordinal)]
                    : [],
                root.TryGetProperty("tags", out var tags) && tags.ValueKind is JsonValueKind.Object
                    ? TagText.Read(tags)
                    : new SortedDictionary<string, string>(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
