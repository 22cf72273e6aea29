using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.ScaleSetting;

/// <summary>Scale sets as members of their groups: they are in its list, and go with it.</summary>
internal sealed class ScaleSetContent(SimulatedAzure azure) : IGroupContent
{
    public IEnumerable<ResourceItem> In(string subscription, string? group, DateTimeOffset now)
    {
        var home = group is null ? $"/subscriptions/{subscription}/" : $"/subscriptions/{subscription}/resourceGroups/{group}/";
        return azure.ScaleSets.All.Where(one => one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase)).Select(Of);
    }

    public ResourceItem? Find(string id, DateTimeOffset now) => azure.ScaleSets.Find(id) is { } set ? Of(set) : null;

    public OperationError? Keeps(ResourceItem item, IReadOnlySet<string> going, DateTimeOffset now) => null;

    public void Delete(ResourceItem item, LongOperation operation)
    {
        if (azure.ScaleSets.Find(item.Id) is { } set)
            set.GoneAt ??= operation.End;
    }

    public bool SetTags(ResourceItem item, SortedDictionary<string, string> tags, DateTimeOffset now, string caller)
    {
        if (azure.ScaleSets.Find(item.Id) is not { } set)
            return false;
        set.Tags = tags;
        return true;
    }

    private static ResourceItem Of(ScaleSet set) => new(set.Id, "Microsoft.Compute/virtualMachineScaleSets", set.Region)
    {
        Tags = set.Tags, CreatedAt = set.CreatedAt, ChangedAt = set.CreatedAt,
        Sku = new JsonObject { ["name"] = set.Size, ["tier"] = "Standard", ["capacity"] = set.Capacity },
    };
}
