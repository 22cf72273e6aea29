using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Guard.Calendar;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>What the guard allows, for every capability: section <c>Guard</c>.</summary>
public sealed record GuardOptions : IValidatableObject
{
    public const string Section = "Guard";

    /// <summary>
    /// Scopes in which anything may be changed: ids of subscriptions, resource groups or resources, such as
    /// <c>/subscriptions/{id}/resourceGroups/{name}</c>. Empty: nothing is changed anywhere.
    /// </summary>
    public IList<string> AllowedScopes { get; init; } = [];

    /// <summary>Change windows by name; the tag <c>ops:window</c> picks one for a resource.</summary>
    public IDictionary<string, ChangeWindow> Windows { get; init; } = new Dictionary<string, ChangeWindow>(StringComparer.OrdinalIgnoreCase)
    {
        ["night"] = new() { From = new(1, 0), To = new(5, 0) },
        ["always"] = new() { From = new(0, 0), To = new(0, 0) },
    };

    /// <summary>Window of production where no tag picks one.</summary>
    [Required]
    public string ProductionWindow { get; init; } = "night";

    /// <summary>Window of everything else where no tag picks one.</summary>
    [Required]
    public string OtherWindow { get; init; } = "night";

    /// <summary>
    /// Share of the machines, of a subscription and of all, that may be in change or have failed in <see cref="BreakerHours"/>: percent,
    /// rounded down, at least one machine. 100 would be no breaker, so it is not allowed.
    /// </summary>
    [Range(1, 99)]
    public int BreakerPercent { get; init; } = 5;

    /// <summary>How long a failed change counts, in hours.</summary>
    [Range(1, 168)]
    public int BreakerHours { get; init; } = 24;

    /// <summary>Hours a resource is left alone after a change, whichever capability made it.</summary>
    [Range(0, 2160)]
    public int CooldownHours { get; init; } = 168;

    /// <summary>Minutes after which a claim that nobody renews expires. Longer than any one step: starting a machine takes minutes, not an hour.</summary>
    [Range(30, 240)]
    public int ClaimMinutes { get; init; } = 60;

    /// <summary>Hours a person has to answer; after that the answer is no.</summary>
    [Range(1, 336)]
    public int ApprovalHours { get; init; } = 72;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var scope in AllowedScopes.Where(scope => !ScopeRule.IsScope(scope)))
            yield return new($"AllowedScopes holds '{Words.OneLine(scope)}'; a scope begins with /subscriptions/ and the subscription's id");
        foreach (var problem in Windows.SelectMany(window => window.Value.Problems(window.Key)))
            yield return new(problem);
        foreach (var window in new[] { ProductionWindow, OtherWindow }.Where(window => !Windows.ContainsKey(window)))
            yield return new($"Windows has no window '{Words.OneLine(window)}'; it has {string.Join(", ", Windows.Keys.Order(StringComparer.Ordinal))}");
    }
}
