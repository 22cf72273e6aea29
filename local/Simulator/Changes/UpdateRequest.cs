using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Changes;

/// <summary>What the body of an update asks for; what it does not mention stays.</summary>
/// <param name="Size">Name of the size; null: not mentioned.</param>
/// <param name="Tags">All tags; null: not mentioned.</param>
/// <param name="NamesReservation">Whether the capacity reservation group is mentioned.</param>
/// <param name="Reservation">Id of the group; null: none.</param>
/// <param name="Diagnostics">Boot diagnostics as they are to be; null: not mentioned.</param>
/// <param name="Refusal">Why Azure refuses it whatever else it asks for; null: it does not.</param>
internal sealed record UpdateRequest(
    string? Size, IReadOnlyDictionary<string, string>? Tags, bool NamesReservation, string? Reservation, BootDiagnostics? Diagnostics, Outcome? Refusal)
{
    // Understood, so compared elsewhere; or written by Azure alone, so ignored.
    private static readonly string[] Open =
    [
        "id", "name", "type", "etag", "tags", "resources", "managedBy", "properties.hardwareProfile.vmSize", "properties.capacityReservation", "properties.diagnosticsProfile",
        "properties.provisioningState", "properties.vmId", "properties.timeCreated", "properties.instanceView", "properties.storageProfile.imageReference.exactVersion",
        "properties.osProfile.adminPassword", "properties.osProfile.requireGuestProvisionSignal",
    ];

    // What can never change, as Azure calls it in its refusal.
    private static readonly (string Path, string Name)[] Fixed =
    [
        ("location", "location"), ("zones", "zones"), ("properties.storageProfile.diskControllerType", "storageProfile.diskControllerType"),
        ("properties.availabilitySet.id", "availabilitySet.id"), ("properties.priority", "priority"), ("properties.storageProfile.imageReference", "imageReference"),
        ("properties.osProfile.computerName", "osProfile.computerName"), ("properties.osProfile.adminUsername", "osProfile.adminUsername"),
        ("properties.storageProfile.osDisk.osType", "osDisk.osType"), ("properties.storageProfile.osDisk.createOption", "osDisk.createOption"),
    ];

    /// <summary>Null: the body cannot be read.</summary>
    /// <exception cref="NotSimulatedException">It changes something whose change is not simulated.</exception>
    public static UpdateRequest? Read(byte[] body, Machine machine, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
                return null;
            var properties = Child(root, "properties");
            var size = Text(Child(Child(properties, "hardwareProfile"), "vmSize"));
            var association = Child(properties, "capacityReservation");
            var tags = Child(root, "tags");
            return new UpdateRequest(
                size, tags.ValueKind is JsonValueKind.Object ? TagText.Read(tags) : null,
                association.ValueKind is not JsonValueKind.Undefined, Text(Child(Child(association, "capacityReservationGroup"), "id")), DiagnosticsIn(properties, machine),
                RefusalOf(root, machine, now));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Outcome? RefusalOf(JsonElement root, Machine machine, DateTimeOffset now)
    {
        // Older clients put these beside the properties.
        var priority = Text(Child(root, "priority")) ?? Text(Child(Child(root, "properties"), "priority"));
        if (priority is not null && priority is "Regular" != machine.Priority is "Regular")
            return ResizeRules.PropertyChange("priority");
        var differs = BodyDifference.Of(root, MachineDocument.Resource(machine, now, withInstanceView: false)).Where(path => !Array.Exists(Open, one => IsIn(path, one)));
        foreach (var path in differs)
        {
            if (path == "location" && Text(Child(root, "location"))?.Replace(" ", "", StringComparison.Ordinal).Equals(machine.Region, StringComparison.OrdinalIgnoreCase) is true)
                continue;
            if (path.EndsWith("priority", StringComparison.OrdinalIgnoreCase) || (path.EndsWith("evictionPolicy", StringComparison.OrdinalIgnoreCase) && priority is not null))
                continue;
            return Array.Find(Fixed, one => IsIn(path, one.Path)) is { Path: not null } never ? ResizeRules.PropertyChange(never.Name) : OfState(path, machine, now);
        }
        return null;
    }

    // Recorded: what needs a machine that is off.
    private static Outcome OfState(string path, Machine machine, DateTimeOffset now)
    {
        var isAllocated = machine.PowerAt(now) is not MachinePower.Deallocated;
        if (path.Contains("billingProfile", StringComparison.OrdinalIgnoreCase) && isAllocated)
        {
            const string More = "For more information, see https://aka.ms/low-priority/errormessages.";
            return Outcome.Refused(409, "OperationNotAllowed", $"Billing Profile change is not allowed. {More}", new()
            {
                ["details"] = new JsonArray(new JsonObject
                {
                    ["code"] = "OperationNotAllowed",
                    ["message"] = $"Billing Profile change is not allowed when the VM '{machine.Name}' is currently allocated. Please deallocate and try again. {More}",
                    ["target"] = machine.Name,
                }),
            });
        }
        if (path.Contains("proximityPlacementGroup", StringComparison.OrdinalIgnoreCase) && machine.IsRunning(now))
        {
            return Outcome.Refused(
                409, "OperationNotAllowed",
                $"Updating proximity placement group of VM {machine.Name} is not allowed while the VM is running. Please stop/deallocate the VM and retry the operation.");
        }
        throw new NotSimulatedException($"changing {path} of a virtual machine");
    }

    // Recorded: null leaves them as they are, and the account stays when they are switched off.
    private static BootDiagnostics? DiagnosticsIn(JsonElement properties, Machine machine)
    {
        var sent = Child(Child(properties, "diagnosticsProfile"), "bootDiagnostics");
        if (sent.ValueKind is not JsonValueKind.Object)
            return null;
        var present = BootDiagnostics.Of(machine);
        var isEnabled = Child(sent, "enabled") is { ValueKind: JsonValueKind.True or JsonValueKind.False } enabled ? enabled.GetBoolean() : present?.IsEnabled ?? false;
        // Switched on without an account: Azure's own storage.
        var uri = Text(Child(sent, "storageUri")) ?? (isEnabled ? null : present?.StorageUri);
        return new BootDiagnostics(isEnabled, uri) is var wanted && wanted == present ? null : wanted;
    }

    private static bool IsIn(string path, string part) => path.StartsWith(part, StringComparison.OrdinalIgnoreCase) && (path.Length == part.Length || path[part.Length] == '.');

    private static JsonElement Child(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var child) ? child : default;

    private static string? Text(JsonElement element) => element.ValueKind is JsonValueKind.String ? element.GetString() : null;
}
