using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Retention;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>What a policy must not say: refused at the start, before a quota or a rule of Azure's refuses it at night.</summary>
internal static class PolicyCheck
{
    /// <summary>One sentence a problem.</summary>
    public static IEnumerable<string> Problems(string name, SnapshotPolicy policy, DeletionRhythm rhythm)
    {
        var place = $"Policies:{Words.OneLine(name)}";
        if (policy.Consistency == Consistency.Application && policy.Every == SlotLength.Hourly)
            yield return $"{place} takes application-consistent points hourly; Azure takes them three hours apart at least: set Every to Daily or longer, or Consistency to Crash";
        foreach (var problem in RetentionBound.Problems(policy, rhythm))
            yield return $"{place}:{problem}";
        foreach (var group in policy.CopyTo.GroupBy(target => target.Region, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1))
            yield return $"{place}:CopyTo names the region {Words.OneLine(group.Key)} {group.Count()} times; each region once";
        foreach (var (index, target) in policy.CopyTo.Index())
        {
            if (!RegionName.IsRegion(target.Region))
                yield return $"{place}:CopyTo:{index}:Region is '{Words.OneLine(target.Region)}'; a region's name is lower-case letters and digits, such as northeurope";
            if (target.DiskEncryptionSet.Length > 0 && !ScopeRule.IsResourceOf(
                "Microsoft.Compute/diskEncryptionSets", target.DiskEncryptionSet))
                yield return $"{place}:CopyTo:{index}:DiskEncryptionSet is '{Words.Shown(target.DiskEncryptionSet)}'; it must be a resource id of a disk encryption set";
            foreach (var problem in SettingsCheck.Problems($"{place}:CopyTo:{index}", target))
                yield return problem;
        }
    }
}
