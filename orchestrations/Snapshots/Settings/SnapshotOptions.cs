using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Retention;

namespace OpsFunctions.Orchestrations.Snapshots.Settings;

/// <summary>Settings of snapshot rotation: section <c>Snapshots</c>.</summary>
public sealed record SnapshotOptions : IValidatableObject
{
    public const string Section = "Snapshots";

    /// <summary>Five minutes past each hour: what is due in a slot is taken in its first run, or in a later one that can.</summary>
    public const string DefaultSchedule = "0 5 * * * *";

    private const int LongestName = 20;

    /// <summary>How far taking and copying may go: <c>Apply</c> takes and copies, everything below only reports.</summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>How far deleting may go, by itself: what is deleted cannot be brought back. <c>Approve</c> asks once a day.</summary>
    public Mode DeleteMode { get; init; } = Mode.Report;

    /// <summary>When it runs: NCRONTAB of six fields, UTC. Read by the host, too.</summary>
    [Required]
    public string Schedule { get; init; } = DefaultSchedule;

    /// <summary>Policies by name; what is set under a name of these replaces single figures.</summary>
    public IDictionary<string, SnapshotPolicy> Policies { get; init; } = new Dictionary<string, SnapshotPolicy>(
        StringComparer.OrdinalIgnoreCase)
    {
        ["gold"] = new()
        {
            Every = SlotLength.Hourly, KeepHourly = 24, KeepDaily = 14, KeepWeekly = 8, KeepMonthly = 12, KeepYearly = 2, MinGood = 3,
            MaxAgeOfNewest = TimeSpan.FromHours(3)
        },
        ["silver"] = new()
        {
            Every = SlotLength.Daily, KeepDaily = 14, KeepWeekly = 4, KeepMonthly = 6, MinGood = 2, MaxAgeOfNewest = TimeSpan.FromHours(27)
        },
    };

    /// <summary>Which policy holds where no tag <c>ops:snapshots</c> names one; of several scopes the narrowest.</summary>
    public IList<ScopedPolicy> Scopes { get; init; } = [];

    /// <summary>Hour, UTC, from which on the day's retention runs.</summary>
    [Range(0, 23)]
    public int RetentionHour { get; init; } = 3;

    /// <summary>Points deleted in a day at most, by all its runs together.</summary>
    [Range(1, 100_000)]
    public int MaxDeletes { get; init; } = 1000;

    /// <summary>
    /// Share of the suite's points that a day's runs delete at most: percent, rounded down, at least one. What is taken hourly turns over
    /// by about 29 a day: below that, points would pile up.
    /// </summary>
    [Range(1, 50)]
    public int MaxDeletePercent { get; init; } = 30;

    /// <summary>Days that a policy which was tightened, or seen for the first time, waits before it deletes.</summary>
    [Range(7, 90)]
    public int CoolOffDays { get; init; } = 7;

    internal DeletionRhythm Rhythm => new(CoolOffDays, MaxDeletePercent);

    internal TimeSpan CoolOff => TimeSpan.FromDays(CoolOffDays);

    /// <summary>When deleting is allowed: a name of <c>Guard:Windows</c>.</summary>
    [Required]
    public string DeleteWindow { get; init; } = "always";

    /// <summary>What a GiB of snapshot costs a month, USD; Azure's list price of standard snapshots in most regions.</summary>
    [Range(0.001, 10)]
    public double UsdPerGiBMonth { get; init; } = 0.05;

    /// <summary>Share of a disk that is in use, percent; Azure does not tell what a snapshot really holds.</summary>
    [Range(1, 100)]
    public int UsedPercent { get; init; } = 50;

    /// <summary>Share of a disk that changes in a day, percent.</summary>
    [Range(0, 100)]
    public int ChangePercentPerDay { get; init; } = 2;

    /// <summary>What the guard allows it.</summary>
    public GuardProfile Guard { get; init; } = new();

    /// <summary>A policy with its name in it; null: there is none of that name.</summary>
    public SnapshotPolicy? Find(string? name) => name is null ? null
        // Whatever the binder made of the dictionary, names ignore case.
        : Policies.Where(policy => string.Equals(policy.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(policy => policy.Value with { Name = name.ToLowerInvariant() }).FirstOrDefault();

    /// <summary>What is wrong with the window beside those there are; null: nothing.</summary>
    public string? DeleteWindowProblem(GuardOptions guard) => guard.Windows.ContainsKey(DeleteWindow) ? null
        : $"{Section}:DeleteWindow is '{Words.OneLine(DeleteWindow)}'; Guard:Windows has {guard.WindowNames}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, policy) in Policies)
        {
            if (name.Length > LongestName || !name.All(char.IsAsciiLetterOrDigit))
                yield return new(
                    $"Policies holds the name '{Words.OneLine(name)}'; a name is 1 to {LongestName} letters and digits, since it becomes part of snapshots' names");
            foreach (var problem in SettingsCheck.Problems($"Policies:{Words.OneLine(name)}", policy)
                .Concat(PolicyCheck.Problems(name, policy, Rhythm)))
                yield return new(problem);
        }
        foreach (var scope in Scopes.Select(one => one.Scope))
            if (ScopeRule.Problem(scope) is { } problem)
                yield return new($"Scopes holds '{Words.Shown(scope)}'; {problem}");
        foreach (var scope in Scopes.Where(scope => Find(scope.Policy) is null))
            yield return new(
                $"Scopes names the policy '{Words.OneLine(scope.Policy)}'; there are {string.Join(", ", Policies.Keys.Order(StringComparer.Ordinal))}");
        foreach (var scope in Scopes.ToLookup(scope => scope.Scope.TrimEnd('/'), scope => scope.Policy, StringComparer.OrdinalIgnoreCase))
        {
            var names = scope.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
            if (names.Count > 1)
                yield return new(
                    $"Scopes has '{Words.OneLine(scope.Key)}' with {Words.OneLine(string.Join(" and ", names))}; a scope has one policy");
        }
    }
}

/// <summary>The policy of everything in a scope.</summary>
public sealed record ScopedPolicy
{
    /// <summary>Id of a subscription, resource group or machine.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Name of a policy.</summary>
    public string Policy { get; init; } = "";
}
