using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>A restore point collection of the suite as the inventory shows it.</summary>
internal sealed record CollectionRow(string Subscription, string MachineKey, PointCollection Collection)
{
    /// <summary>Null: it is somebody else's.</summary>
    public static CollectionRow? Read(JsonElement row)
    {
        var tags = ResourceTags.Read(row.Get("tags"));
        if (row.Get("id").Text() is not { } id || tags.GetValueOrDefault(PointNames.CreatedByTag) != PointNames.Creator
            || tags.GetValueOrDefault(PointNames.PolicyTag) is not { Length: > 0 } policy
            || tags.GetValueOrDefault(PointNames.SourceTag) is not { Length: > 0 } source
            || tags.GetValueOrDefault(PointNames.MachineTag) is not { Length: > 0 } key || ArmId.SubscriptionOf(id) is not { } subscription)
            return null;
        var (name, region) = (ArmId.NameOf(id), (row.Get("location").Text() ?? "").ToLowerInvariant());
        var isCopy = string.Equals(name, PointNames.Collection(policy, source, region), StringComparison.OrdinalIgnoreCase);
        return isCopy || string.Equals(name, PointNames.Collection(policy, source, copyTo: null), StringComparison.OrdinalIgnoreCase)
            ? new(
                subscription.ToLowerInvariant(), key,
                new(id, source, policy, region, isCopy, SnapshotRow.IsTrue(tags, PointNames.RetiredTag)))
            : null;
    }
}
