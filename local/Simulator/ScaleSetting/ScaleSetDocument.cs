using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.ScaleSetting;

/// <summary>A scale set and its machines as Azure describes them; the shape of recorded answers, as far as it was recorded.</summary>
internal static class ScaleSetDocument
{
    public static JsonObject Of(ScaleSet set, DateTimeOffset at, string id)
    {
        var document = new JsonObject
        {
            ["name"] = set.Name, ["id"] = id, ["type"] = "Microsoft.Compute/virtualMachineScaleSets", ["location"] = set.Region,
        };
        if (set.Tags.Count > 0)
            document["tags"] = TagText.Of(set.Tags);
        document["sku"] = new JsonObject { ["name"] = set.Size, ["tier"] = "Standard", ["capacity"] = set.Capacity };
        document["properties"] = new JsonObject
        {
            ["singlePlacementGroup"] = true,
            ["upgradePolicy"] = new JsonObject { ["mode"] = "Manual" },
            ["provisioningState"] = StateOf(set, at),
            ["overprovision"] = true,
            ["uniqueId"] = Noise.Id(Noise.Of(set.Id), "set").ToString(),
        };
        return document;
    }

    public static JsonObject Of(ScaleSetMachine machine, DateTimeOffset at, string setId) => new()
    {
        ["name"] = $"{machine.Set.Name}_{machine.InstanceId}",
        ["id"] = $"{setId}/virtualMachines/{machine.InstanceId}",
        ["type"] = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
        ["location"] = machine.Set.Region,
        ["instanceId"] = machine.InstanceId,
        ["sku"] = new JsonObject { ["name"] = machine.Set.Size, ["tier"] = "Standard" },
        ["properties"] = new JsonObject
        {
            ["latestModelApplied"] = true,
            ["vmId"] = Noise.Id(Noise.Of(machine.Set.Id), machine.InstanceId).ToString(),
            ["provisioningState"] = StateOf(machine, at),
        },
    };

    public static JsonObject View(ScaleSetMachine machine, DateTimeOffset at) => new()
    {
        ["statuses"] = new JsonArray(
            InstanceView.Status(
                $"ProvisioningState/{StateOf(machine, at).ToLowerInvariant()}", StateOf(machine, at) is "Succeeded"
                ? "Provisioning succeeded" : StateOf(machine, at), InstanceView.Time(machine.CreatedAt)),
            InstanceView.Status($"PowerState/{Name(machine.PowerAt(at))}", $"VM {Name(machine.PowerAt(at))}", time: null)),
    };

    public static JsonObject View(ScaleSet set, DateTimeOffset at)
    {
        var machines = set.At(at);
        var counts = machines.GroupBy(one => $"ProvisioningState/{StateOf(one, at).ToLowerInvariant()}", StringComparer.Ordinal)
            .Concat(machines.GroupBy(one => $"PowerState/{Name(one.PowerAt(at))}", StringComparer.Ordinal));
        var state = StateOf(set, at);
        return new JsonObject
        {
            ["virtualMachine"] = new JsonObject
            {
                ["statusesSummary"] =
                    new JsonArray([.. counts.Select(one => new JsonObject { ["code"] = one.Key, ["count"] = one.Count() })]),
            },
            ["statuses"] =
                new JsonArray(
                InstanceView.Status(
                $"ProvisioningState/{state.ToLowerInvariant()}", state is "Succeeded" ? "Provisioning succeeded" : state, time: null)),
        };
    }

    private static string StateOf(ScaleSet set, DateTimeOffset at) => set.Operation switch
    {
        { } last when last.IsInProgress(at) => "Updating",
        { Error: not null } => "Failed",
        _ => "Succeeded",
    };

    private static string StateOf(ScaleSetMachine machine, DateTimeOffset at) => machine switch
    {
        { GoneAt: not null } => "Deleting",
        { Operation: { } last } when last.IsInProgress(at) => "Updating",
        _ when machine.PowerAt(at) is MachinePower.Starting => "Creating",
        _ => "Succeeded",
    };

    private static string Name(MachinePower power) => power.ToString().ToLowerInvariant();
}
