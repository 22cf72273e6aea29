using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Making;

/// <summary>
/// A machine's extensions as Azure describes them: in lists by their ids, else whole. A machine of the fleet is made with its agent.
/// </summary>
internal static class ExtensionDocument
{
    public static JsonArray Of(Machine machine, string id, DateTimeOffset at, bool isListed)
    {
        // The hot path: most have just their agent.
        if (isListed && machine is { Parts: null, Made: null })
            return new JsonArray(new JsonObject { ["id"] = $"{id}/extensions/{MachineDocument.AgentName(machine)}" });
        return new(
            [.. Present(machine, at)
            .Select(one => isListed ? new JsonObject { ["id"] = $"{id}/extensions/{one.Name}" } : One(one, id, at))]);
    }

    /// <summary>Those there are, in order of their names.</summary>
    public static IEnumerable<MachineExtension> Present(Machine machine, DateTimeOffset at)
    {
        var all = machine.Parts?.Extensions.Values ?? [];
        if (machine.Made is null
            && !all.Any(one => one.Name.Equals(MachineDocument.AgentName(machine), StringComparison.OrdinalIgnoreCase)))
            all = [.. all, Agent(machine)];
        return all.Where(one => one.Exists(at)).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static MachineExtension? Find(Machine machine, string name, DateTimeOffset at) =>
        Present(machine, at).FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static JsonObject One(MachineExtension extension, string machineId, DateTimeOffset at)
    {
        var properties = new JsonObject();
        foreach (var (name, value) in extension.Properties)
            properties[name] = value?.DeepClone();
        properties["provisioningState"] = extension.State(at);
        var document = new JsonObject
        {
            ["name"] = extension.Name,
            ["id"] = $"{machineId}/extensions/{extension.Name}",
            ["type"] = "Microsoft.Compute/virtualMachines/extensions",
            ["location"] = extension.Region,
        };
        if (extension.Tags.Count > 0)
            document["tags"] = TagText.Of(extension.Tags);
        document["properties"] = properties;
        return document;
    }

    public static JsonArray Views(Machine machine, DateTimeOffset at) => new([.. Present(machine, at).Select(one => View(one, at))]);

    public static JsonObject View(MachineExtension extension, DateTimeOffset at) => new()
    {
        ["name"] = extension.Name,
        ["type"] = $"{extension.Publisher}.{extension.Type}",
        ["typeHandlerVersion"] = extension.Version,
        ["statuses"] = new JsonArray(extension.State(at) switch
        {
            "Failed" =>
                InstanceView.Status("ProvisioningState/failed", "Provisioning failed", time: null, extension.Operation?.Error?.Message),
            "Succeeded" => InstanceView.Status("ProvisioningState/succeeded", "Provisioning succeeded", time: null, "Enable succeeded"),
            var state => InstanceView.Status($"ProvisioningState/{state.ToLowerInvariant()}", state, time: null),
        }),
    };

    public static JsonArray Handlers(Machine machine, DateTimeOffset at) =>
        new([.. Present(machine, at).Where(one => one.State(at) is "Succeeded").Select(one => new JsonObject
    {
        ["type"] = $"{one.Publisher}.{one.Type}",
        ["typeHandlerVersion"] = one.Version,
        ["status"] = InstanceView.Status("ProvisioningState/succeeded", "Ready", time: null, "Plugin enabled"),
    })]);

    private static MachineExtension Agent(Machine machine) => new(
        MachineDocument.AgentName(machine), machine.Region, new Dictionary<string,
            string>(StringComparer.Ordinal) { ["displayName"] = "agent" },
        new JsonObject
        {
            ["autoUpgradeMinorVersion"] = true,
            ["publisher"] = InstanceView.AgentPublisher,
            ["type"] = MachineDocument.AgentName(machine),
            ["typeHandlerVersion"] = InstanceView.AgentVersion,
            ["settings"] = new JsonObject(),
        });
}
