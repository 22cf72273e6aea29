using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>What a body names by its id must be there.</summary>
internal static class NetworkReference
{
    public static Outcome? Refusal(ResourceWrite write, string? id) =>
        id is null || write.Store.Find(id) is not null ? null : Missing(write.Id, id);

    public static Outcome Missing(string from, string id) => Outcome.RefusedWithDetails(
        400, "InvalidResourceReference",
        $"Resource {id} referenced by resource {from} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.");
}
