using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>Which policy a machine has, and why.</summary>
/// <param name="Policy">Null: none, so it is not protected.</param>
/// <param name="Problem">A tag that could not be read; null: none.</param>
public sealed record PolicyChoice(string? Policy, string Reason, string? Problem)
{
    public const string Tag = "ops:snapshots";

    /// <summary>
    /// A tag that names a policy, else the narrowest scope. A tag that names none falls back to the scope: a slip of the pen must not end
    /// protection.
    /// </summary>
    public static PolicyChoice Of(string machineId, IDictionary<string, string> tags, SnapshotOptions options)
    {
        var said = ResourceTags.Values(tags, Tag);
        var (policy, reason, problem) = OfScope(machineId, options);
        if (said.Count == 0)
            return new(policy, reason, problem);
        if (said.Count > 1)
            return OfSeveral([.. said.Select(text => text.Trim().ToLowerInvariant())], new(policy, reason, problem), options);
        var name = said[0].Trim().ToLowerInvariant();
        if (name == "off")
            return new(null, $"tag {Tag}=off", null);
        var known = string.Join(", ", options.Policies.Keys.Order(StringComparer.Ordinal));
        return options.Find(name) is not null
            ? new(name, $"tag {Tag}={name}", null)
            : new(policy, reason, $"{Tag}={Words.OneLine(said[0])} names no policy; there are {known}, and off");
    }

    // The same scope can stand there twice, with a slash behind it or in other letters.
    private static (string? Policy, string Reason, string? Problem) OfScope(string machineId, SnapshotOptions options)
    {
        var holding = options.Scopes.Where(scope => ScopeRule.Holds(scope.Scope, machineId)).ToList();
        if (holding.Count == 0)
            return (null, $"no tag {Tag}, and in no scope of Snapshots:Scopes", null);
        var longest = holding.Max(scope => scope.Scope.TrimEnd('/').Length);
        var narrowest = holding.Where(scope => scope.Scope.TrimEnd('/').Length == longest).ToList();
        var names = narrowest.Select(scope => scope.Policy.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        var (policy, place) = (Safest(names, options), narrowest.Select(scope => scope.Scope.TrimEnd('/')).Min(StringComparer.Ordinal));
        return (policy, $"scope {place}", names.Count == 1
            ? null
            : $"Snapshots:Scopes has {place} with {string.Join(" and ", names)}; {policy} holds");
    }

    // Whatever else is said, nothing that somebody wanted protected is without it.
    private static PolicyChoice OfSeveral(IReadOnlyList<string> said, PolicyChoice ofScope, SnapshotOptions options)
    {
        var names = said.Where(name => options.Find(name) is not null).ToList();
        var (policy, reason) = names.Count > 0 ? (Safest(names, options), $"tag {Tag}") : (ofScope.Policy, ofScope.Reason);
        var all = Words.OneLine(string.Join(" and ", said));
        return new(policy, reason, $"{Tag} is there twice and says {all}; {policy ?? "no policy"} holds");
    }

    /// <summary>The policy that takes most often; of such as take alike, the one that keeps most.</summary>
    private static string? Safest(IEnumerable<string> names, SnapshotOptions options) => names
        .OrderBy(name => options.Find(name)?.Every ?? SlotLength.Yearly)
        .ThenByDescending(name => options.Find(name) is { } policy ? RetentionBound.Kept(policy, policy) : 0)
        .ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
}
