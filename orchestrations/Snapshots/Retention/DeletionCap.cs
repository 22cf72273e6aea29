using System.Globalization;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Retention;

/// <summary>What a run deletes, and what it leaves for later.</summary>
/// <param name="Now">Oldest first.</param>
/// <param name="Later">Oldest first; the next run sees them again.</param>
/// <param name="Reason">Why something is left; empty where nothing is.</param>
/// <param name="Allowed">How many could have gone.</param>
public sealed record CappedDeletions(IReadOnlyList<RecoveryPoint> Now, IReadOnlyList<RecoveryPoint> Later, string Reason, int Allowed);

/// <summary>Bounds what one run may delete, whatever the plans say: a mistake in the settings then costs a part, and is seen.</summary>
public static class DeletionCap
{
    /// <param name="deletable">Of all series, in any order.</param>
    /// <param name="points">All points that the suite looks after, in all series.</param>
    /// <param name="maxDeletes">At most so many; from 1.</param>
    /// <param name="maxPercent">At most this share of <paramref name="points"/>, rounded down, but one; 1 to 100.</param>
    /// <param name="last">Those that could not be deleted last time: they come behind all others, else they would use up the share for
    /// ever.</param>
    public static CappedDeletions Take(
        IEnumerable<RecoveryPoint> deletable, int points, int maxDeletes, int maxPercent, IReadOnlySet<string>? last = null)
    {
        List<RecoveryPoint> all = [.. deletable.DistinctBy(point => point.Id, StringComparer.OrdinalIgnoreCase)
            .OrderBy(point => last?.Contains(point.Id) == true).ThenBy(point => point.CreatedAt)
                .ThenBy(point => point.Id, StringComparer.OrdinalIgnoreCase)];
        var share = maxPercent <= 0 ? 0 : (int)Math.Clamp((long)points * maxPercent / 100, 1, int.MaxValue);
        var allowed = Math.Max(0, Math.Min(maxDeletes, share));
        if (all.Count <= allowed)
            return new(all, [], "", allowed);
        var rule = maxDeletes <= share
            ? string.Create(CultureInfo.InvariantCulture, $"MaxDeletes is {maxDeletes}")
            : string.Create(CultureInfo.InvariantCulture, $"MaxDeletePercent is {maxPercent}, which is {share} of {points} points");
        return new(
            all[..allowed], all[allowed..],
            string.Create(CultureInfo.InvariantCulture, $"{all.Count - allowed} of {all.Count} are left for later runs: {rule}"), allowed);
    }
}
