using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Runbooks;

namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>Which alerts call which runbooks. What is not set fits all.</summary>
public sealed record RemediationRule
{
    /// <summary>Name of the alert rule; with a star at its end: what begins so. Default: all.</summary>
    public string AlertRule { get; init; } = "*";

    /// <summary><c>Sev0</c> to <c>Sev4</c>. Default: all.</summary>
    public IList<string> Severities { get; init; } = [];

    /// <summary>Signals such as <c>Metric</c>, <c>Resource Health</c>. Default: all.</summary>
    public IList<string> Signals { get; init; } = [];

    /// <summary>Type of the resource, such as <c>Microsoft.Compute/virtualMachines</c>. Default: all.</summary>
    public string TargetType { get; init; } = "";

    /// <summary>Tags that the resource must have, as <c>name=value</c>. Default: none.</summary>
    public IList<string> Tags { get; init; } = [];

    /// <summary>What is tried, in this order; empty: people are called. Default: none.</summary>
    public IList<RunbookChoice> Runbooks { get; init; } = [];

    internal IEnumerable<string> Problems(RemediationOptions options)
    {
        foreach (var severity in Severities.Where(one => !RulePolicy.IsSeverity(one)))
            yield return $"Severities holds '{Words.Shown(severity)}'; severities are Sev0 to Sev4";
        foreach (var tag in Tags.Where(tag => !tag.Contains('=', StringComparison.Ordinal)))
            yield return $"Tags holds '{Words.Shown(tag)}'; a tag is name=value";
        foreach (var choice in Runbooks)
            if (choice.Problem(options) is { } problem)
                yield return problem;
    }
}

/// <summary>A runbook with its parameters.</summary>
public sealed record RunbookChoice
{
    /// <summary>
    /// Name of the runbook: <c>restart</c>, <c>start</c>, <c>reapply</c>, <c>redeploy</c>, <c>run-script</c>, <c>grow-disk</c>,
    /// <c>scale-out</c>, <c>resize-up</c>.
    /// </summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Of <c>run-script</c>: name of an approved script. Default: none.</summary>
    public string Script { get; init; } = "";

    /// <summary>Of <c>grow-disk</c>: logical unit number of the data disk, 0 to 63. Default: 0.</summary>
    [Range(0, 63)]
    public int Lun { get; init; }

    /// <summary>Of <c>grow-disk</c>: by how much it grows, percent, at least 4 GiB. Default: 25.</summary>
    [Range(5, 100)]
    public int GrowPercent { get; init; } = 25;

    /// <summary>Of <c>grow-disk</c>: the largest it may become, GiB. Default: 4,095.</summary>
    [Range(8, 65_536)]
    public int MostGiB { get; init; } = 4_095;

    /// <summary>Of <c>scale-out</c>: instances that are added. Default: 1.</summary>
    [Range(1, 20)]
    public int AddInstances { get; init; } = 1;

    /// <summary>Of <c>scale-out</c>: the most instances there may be. Default: 10.</summary>
    [Range(1, 1000)]
    public int MostInstances { get; init; } = 10;

    internal ChosenRunbook Chosen() => new(Name, Script, Lun, GrowPercent, MostGiB, AddInstances, MostInstances);

    internal string? Problem(RemediationOptions options) =>
        !RunbookNames.All.Contains(Name, StringComparer.Ordinal)
            ? $"Runbooks holds '{Words.Shown(Name)}'; runbooks are {string.Join(", ", RunbookNames.All)}"
        : Name == RunbookNames.RunScript && !options.Scripts.ContainsKey(Script)
            ? $"run-script names the script '{Words.Shown(Script)}'; Scripts has {(options.Scripts.Count == 0 ? "none" : string.Join(", ", options.Scripts.Keys.Order(StringComparer.Ordinal)))}"
            : null;
}

/// <summary>A runbook that was chosen, with its parameters as in <see cref="RunbookChoice"/>.</summary>
public sealed record ChosenRunbook(
    string Name, string Script = "", int Lun = 0, int GrowPercent = 25, int MostGiB = 4_095, int AddInstances = 1, int MostInstances = 10);

/// <summary>What the rules say to an alert.</summary>
/// <param name="Rule">Name of the first that fits; null: none does.</param>
/// <param name="Runbooks">What it calls, in order.</param>
/// <param name="Misses">Of each rule before it, what does not fit.</param>
public sealed record RuleMatch(string? Rule, IReadOnlyList<ChosenRunbook> Runbooks, IReadOnlyList<string> Misses);

/// <summary>Finds the rule of an alert. Pure.</summary>
public static class RulePolicy
{
    /// <param name="tags">Tags of the resource, names ignoring case.</param>
    public static RuleMatch Match(Alert alert, IReadOnlyDictionary<string, string> tags, RemediationOptions options)
    {
        var misses = new List<string>();
        foreach (var (name, rule) in options.Rules.OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (Miss(alert, tags, rule) is not { } miss)
                return new(name, [.. rule.Runbooks.Select(choice => choice.Chosen())], misses);
            misses.Add($"{name}: {miss}");
        }
        return new(null, [], misses);
    }

    internal static bool IsSeverity(string text) =>
        text.Length == 4 && text.StartsWith("Sev", StringComparison.OrdinalIgnoreCase) && text[3] is >= '0' and <= '4';

    private static string? Miss(Alert alert, IReadOnlyDictionary<string, string> tags, RemediationRule rule) =>
        !Fits(rule.AlertRule, alert.Rule) ? $"it is for alert rules {Words.Shown(rule.AlertRule)}"
        : !Holds(rule.Severities, alert.Severity) ? $"it is for {string.Join(", ", rule.Severities)}"
        : !Holds(rule.Signals, alert.Signal) ? $"it is for signals {string.Join(", ", rule.Signals)}"
        : rule.TargetType.Length > 0 && !string.Equals(rule.TargetType, Arm.ArmId.TypeOf(alert.Target), StringComparison.OrdinalIgnoreCase)
            ? $"it is for {rule.TargetType}"
        : rule.Tags.FirstOrDefault(tag => !HasTag(tags, tag)) is { } missing ? $"the resource lacks the tag {Words.Shown(missing)}"
        : null;

    private static bool Fits(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(IList<string> wanted, string value) =>
        wanted.Count == 0 || wanted.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool HasTag(IReadOnlyDictionary<string, string> tags, string wanted)
    {
        var at = wanted.IndexOf('=', StringComparison.Ordinal);
        return tags.FirstOrDefault(tag => string.Equals(
            tag.Key, wanted[..at].Trim(), StringComparison.OrdinalIgnoreCase)).Value is { } value
            && string.Equals(value.Trim(), wanted[(at + 1)..].Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
