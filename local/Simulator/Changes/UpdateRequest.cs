using System.Text.Json;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Changes;

/// <summary>What the body of an update asks for; what it does not mention stays.</summary>
/// <param name="Size">Name of the size; null: not mentioned.</param>
/// <param name="Tags">All tags; null: not mentioned.</param>
/// <param name="NamesReservation">Whether the capacity reservation group is mentioned.</param>
/// <param name="Reservation">Id of the group; null: none.</param>
/// <param name="Fixed">A property that it wants to be otherwise and that nobody can change; null: none.</param>
internal sealed record UpdateRequest(string? Size, IReadOnlyDictionary<string, string>? Tags, bool NamesReservation, string? Reservation, string? Fixed)
{
    /// <summary>Null: the body cannot be read.</summary>
    public static UpdateRequest? Read(byte[] body, Machine machine)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var properties = Child(root, "properties");
            var size = Text(Child(Child(properties, "hardwareProfile"), "vmSize"));
            var association = Child(properties, "capacityReservation");
            var tags = Child(root, "tags");
            return new UpdateRequest(
                size, tags.ValueKind is JsonValueKind.Object ? TagText.Read(tags) : null,
                association.ValueKind is not JsonValueKind.Undefined, Text(Child(Child(association, "capacityReservationGroup"), "id")), FixedIn(root, properties, machine));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? FixedIn(JsonElement root, JsonElement properties, Machine machine) =>
        Differs(Text(Child(root, "location"))?.Replace(" ", "", StringComparison.Ordinal), machine.Region) ? "location"
        : Differs(Text(Child(Child(properties, "storageProfile"), "diskControllerType")), machine.Platform.DiskController) ? "storageProfile.diskControllerType"
        : Differs(Text(Child(Child(properties, "availabilitySet"), "id"))?.Split('/')[^1], machine.AvailabilitySet ?? "") ? "availabilitySet.id"
        : null;

    private static bool Differs(string? wanted, string present) => wanted is not null && !wanted.Equals(present, StringComparison.OrdinalIgnoreCase);

    private static JsonElement Child(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var child) ? child : default;

    private static string? Text(JsonElement element) => element.ValueKind is JsonValueKind.String ? element.GetString() : null;
}
