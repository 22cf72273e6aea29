using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>Which policy a machine has, and why.</summary>
/// <param name="Policy">Null: none, so it is not protected.</param>
/// <param name="Problem">A tag that could not be read; null: none.</param>
public sealed record PolicyChoice(string? Policy, string Reason, string? Problem)
{
    public const string Tag = "ops:snapshots";

    /// <summary>A tag that names a policy, else the narrowest scope. A tag that names none falls back to the scope: a slip of the pen must not end protection.</summary>
    public static PolicyChoice Of(string machineId, IDictionary<string, string> tags, SnapshotOptions options)
    {
        var scoped = options.Scopes.Where(scope => ScopeRule.Holds(scope.Scope, machineId)).OrderByDescending(scope => scope.Scope.Length).FirstOrDefault();
        var (policy, reason) = scoped is null ? (null, $"no tag {Tag}, and in no scope of Snapshots:Scopes") : (scoped.Policy.ToLowerInvariant(), $"scope {scoped.Scope}");
        if (!tags.TryGetValue(Tag, out var text))
            return new(policy, reason, null);
        var name = text.Trim().ToLowerInvariant();
        if (name == "off")
            return new(null, $"tag {Tag}=off", null);
        return options.Find(name) is not null
            ? new(name, $"tag {Tag}={name}", null)
            : new(policy, reason, $"{Tag}={Words.OneLine(text)} names no policy; there are {string.Join(", ", options.Policies.Keys.Order(StringComparer.Ordinal))}, and off");
    }
}
