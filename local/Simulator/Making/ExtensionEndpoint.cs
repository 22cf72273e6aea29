using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Making;

/// <summary>Extensions of machines: installed and removed by the agent, so the machine must run and its agent be there.</summary>
internal sealed class ExtensionEndpoint(SimulatedAzure azure)
{
    // Recorded: 80 s a custom script, 16 s its removal.
    private static readonly (int From, int To) Seconds = (60, 100);
    private static readonly (int From, int To) RemovalSeconds = (12, 20);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(90);

    private static readonly BodyShape Shape = new(
        "id", "name", "type", "location", "tags.*", "properties.publisher", "properties.type", "properties.typeHandlerVersion",
            "properties.autoUpgradeMinorVersion",
        "properties.enableAutomaticUpgrade", "properties.settings.*", "properties.protectedSettings.*", "properties.forceUpdateTag",
            "properties.suppressFailures", "properties.provisioningState");

    private static readonly string[] Needed = ["publisher", "type", "typeHandlerVersion"];

    private readonly MachineChanges _changes = new(azure);

    public Task List(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        var id = ComputeNames.AsAsked(request, machine.Id);
        return new Outcome(
            200, new JsonObject { ["value"] =
            new JsonArray([.. ExtensionDocument.Present(machine, _changes.Now).Select(one => Shown(request, one, id))]) });
    });

    public Task Get(Exchange exchange) =>
        _changes.Answer(
        exchange, (request, machine) => ExtensionDocument.Find(machine, request.Route["extension"], _changes.Now) is { } found
        ? new Outcome(200, Shown(request, found, ComputeNames.AsAsked(request, machine.Id)))
        : Absent(request));

    public Task Put(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (Read(request.Body) is not { } body)
            return RequestBody.Invalid;
        var properties = body["properties"] as JsonObject ?? [];
        var name = request.Route["extension"];
        if (ComputeNames.Refusal(
            "Microsoft.Compute/virtualMachines/extensions", name, body["location"]?.GetValue<string>(), tags: null) is { } wrong)
            return wrong;
        foreach (var needed in Needed)
        {
            if (properties[needed] is null)
                return Outcome.Refused(
                    400, "InvalidParameter", $"Required parameter '{needed}' is missing (null).", new() { ["target"] = needed });
        }
        if ((_changes.Busy(machine) ?? NotRunning(machine)) is { } refusal)
            return refusal;
        var present = ExtensionDocument.Find(machine, name, _changes.Now);
        var operation = Waiting(machine, _changes.Begin(request, machine, Seconds) with { Form = PollingForm.Write });
        operation = _changes.Keep(machine, operation with { Name = present is null ? operation.Name : "VirtualMachineExtensions_Update" });
        // What is protected is never told again.
        properties.Remove("protectedSettings");
        properties.Remove("provisioningState");
        var extension =
            new MachineExtension(name, machine.Region, TagsOf(body), (JsonObject)properties.DeepClone()) { Operation = operation };
        machine.EnsureParts().Extensions[name] = extension;
        return Outcome.Accepted(
            operation, present is null ? 201 : 200,
            ExtensionDocument.One(extension, ComputeNames.AsAsked(request, machine.Id), _changes.Now));
    });

    public Task Delete(Exchange exchange) => _changes.Answer(exchange, (request, machine) =>
    {
        if (ExtensionDocument.Find(machine, request.Route["extension"], _changes.Now) is not { } present)
            return new Outcome(204, Body: null);
        if ((_changes.Busy(machine) ?? NotRunning(machine)) is { } refusal)
            return refusal;
        var operation = _changes.Keep(machine, Waiting(machine, _changes.Begin(request, machine, RemovalSeconds)));
        machine.EnsureParts().Extensions[present.Name] = present with { Deletion = operation };
        return Outcome.Accepted(operation);
    });

    private JsonObject Shown(Exchange exchange, MachineExtension extension, string machineId)
    {
        var document = ExtensionDocument.One(extension, machineId, _changes.Now);
        if (string.Equals(exchange.Query("$expand"), "instanceView", StringComparison.OrdinalIgnoreCase))
            document["properties"]!["instanceView"] = ExtensionDocument.View(extension, _changes.Now);
        return document;
    }

    // Without an agent Azure waits for long and gives up.
    private static LongOperation Waiting(Machine machine, LongOperation operation) =>
        machine.Guest.AgentReady(operation.Start.UtcTicks) switch
    {
        null => operation with { End = operation.Start + Longest,
            Error = new OperationError(
            "VMExtensionProvisioningTimeout",
            "Provisioning of VM extension has timed out. Extension provisioning has taken too long to complete."), HasEffect = false },
        { } ready => operation with { End = operation.End + TimeSpan.FromTicks(Math.Max(0, ready - operation.Start.UtcTicks)) },
    };

    private Outcome? NotRunning(Machine machine) => machine.IsRunning(_changes.Now) ? null
        : Outcome.Refused(409, "OperationNotAllowed", "Cannot modify extensions in the VM when the VM is not running.");

    private static Outcome Absent(Exchange exchange) => Outcome.Refused(
        404, "ResourceNotFound",
        $"The Resource 'Microsoft.Compute/virtualMachines/{exchange.Route["vm"]}/extensions/{exchange.Route["extension"]}' under resource group '{exchange.Route["group"]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    private static Dictionary<string, string> TagsOf(JsonObject body) => body["tags"] is JsonObject tags
        ? tags.ToDictionary(one => one.Key, one => one.Value?.GetValue<string>() ?? "", StringComparer.OrdinalIgnoreCase)
        : new(StringComparer.OrdinalIgnoreCase);

    private static JsonObject? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            Shape.Check(document.RootElement);
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
