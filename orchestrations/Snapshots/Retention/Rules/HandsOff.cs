using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>What is never deleted, whatever a policy says.</summary>
internal static class HandsOff
{
    /// <param name="policy">Whose points may be deleted; null: those of any, as for a retired series.</param>
    /// <returns>Every reason; null where there is none.</returns>
    public static List<string>? Reasons(RecoveryPoint point, string? policy, DateTimeOffset now)
    {
        if (IsFree(point, now) && (policy is null || IsOf(point, policy)))
            return null;
        var reasons = new List<string>(2);
        if (!point.IsOwned)
            reasons.Add("not made by this suite");
        if (policy is not null && !IsOf(point, policy))
            reasons.Add(string.IsNullOrWhiteSpace(point.Policy) ? "of no policy" : $"of another policy, {point.Policy}");
        reasons.AddRange(point.Protections);
        if (point.State == PointState.Pending)
            reasons.Add("not complete yet");
        if (point.CreatedAt > now)
            reasons.Add("from the future: a clock is wrong");
        return reasons;
    }

    /// <summary>A policy without a name has no points: a lost name must not match a lost tag.</summary>
    public static bool IsOf(RecoveryPoint point, string policy) => point.Policy == policy && !string.IsNullOrWhiteSpace(policy);

    private static bool IsFree(RecoveryPoint point, DateTimeOffset now) =>
        point.IsOwned && point.Protections.Count == 0 && point.State != PointState.Pending && point.CreatedAt <= now;
}
