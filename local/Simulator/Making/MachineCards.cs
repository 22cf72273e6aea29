using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Making;

/// <summary>The network interfaces of machines that requests make: each is there, in the machine's region, and no other machine's.</summary>
internal static class MachineCards
{
    public static Outcome? Refusal(SimulatedAzure azure, string machine, string region, JsonObject properties)
    {
        foreach (var one in (properties["networkProfile"]?["networkInterfaces"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var id = one["id"]?.GetValue<string>() ?? "";
            if (azure.Resources.Store.Find(id) is not { } card)
            {
                return Outcome.Refused(
                    404, "NotFound", $"Network interface {id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.");
            }
            if (card.Location is { } location && !location.Equals(region, StringComparison.OrdinalIgnoreCase))
            {
                return Outcome.Refused(
                    400, "InvalidResourceReference",
                    $"Resource {id} referenced by resource {machine} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.");
            }
            if (azure.Resources.Store.UserOf(id) is { } user && !user.Equals(machine, StringComparison.OrdinalIgnoreCase))
            {
                return Outcome.Refused(
                    400, "NetworkInterfaceInUseByAnotherVM", $"Network interface {id} cannot be attached to virtual machine {machine} because it is used by virtual machine {user}.");
            }
        }
        return null;
    }

    public static void Use(SimulatedAzure azure, Machine machine)
    {
        foreach (var (card, _) in machine.Made?.Cards ?? [])
            azure.Resources.Store.Use(card, machine.Id);
    }

    /// <summary>With the machine's end its interfaces are free, or go with it.</summary>
    public static void Free(SimulatedAzure azure, Machine machine, LongOperation operation)
    {
        foreach (var (id, isDeletedToo) in machine.Made?.Cards ?? [])
        {
            azure.Resources.Store.Free(id, operation.End);
            if (isDeletedToo && azure.Resources.Store.Find(id) is { } card)
            {
                card.Deletion = operation with { Error = null, HasEffect = true };
                azure.Resources.Store.Keep(card);
            }
        }
    }
}
