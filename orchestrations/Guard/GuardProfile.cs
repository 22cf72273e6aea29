using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// What the guard allows one capability: section <c>Guard</c> of its settings, such as <c>Rightsizing:Guard</c>. What is right for a weekly
/// resize is wrong for an alert at 14:00, and a scope that one may change in is none of another's.
/// </summary>
public sealed record GuardProfile : IValidatableObject
{
    /// <summary>
    /// Scopes in which it may change anything: ids of subscriptions, resource groups or resources, such as
    /// <c>/subscriptions/{id}/resourceGroups/{name}</c>. Default: none, nothing is changed anywhere.
    /// </summary>
    public IList<string> AllowedScopes { get; init; } = [];

    /// <summary>Window of production where no tag picks one: a name of <c>Guard:Windows</c>. Default: night.</summary>
    [Required]
    public string ProductionWindow { get; init; } = "night";

    /// <summary>Window of everything else where no tag picks one: a name of <c>Guard:Windows</c>. Default: night.</summary>
    [Required]
    public string OtherWindow { get; init; } = "night";

    /// <summary>
    /// Share of the machines, of a subscription and of all, that may be in change or have failed in <see cref="BreakerHours"/>: percent,
    /// rounded down, at least one machine. 100 would be no breaker, so it is not allowed. Default: 5.
    /// </summary>
    [Range(1, 99)]
    public int BreakerPercent { get; init; } = 5;

    /// <summary>How long a failed change counts, in hours. Default: 24.</summary>
    [Range(1, 168)]
    public int BreakerHours { get; init; } = 24;

    /// <summary>Hours a resource is left alone after a change, whichever capability made it. Default: 168.</summary>
    [Range(0, 2160)]
    public int CooldownHours { get; init; } = 168;

    /// <summary>Hours a person has to answer; after that the answer is no. Default: 72.</summary>
    [Range(1, 336)]
    public int ApprovalHours { get; init; } = 72;

    /// <summary>
    /// Hours from the plan on that a change may wait for what passes by itself, such as a window; what would take longer is refused at
    /// once. 0: what cannot be now is refused. Default: 744, as long as any plan is valid.
    /// </summary>
    [Range(0, 744)]
    public int LongestWaitHours { get; init; } = 744;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => AllowedScopes
        .Select(scope => ScopeRule.Problem(scope) is { } problem
            ? new ValidationResult($"AllowedScopes holds '{Words.Shown(scope)}'; {problem}")
            : null)
        .OfType<ValidationResult>();

    /// <summary>What is wrong with it beside the windows there are; null: nothing.</summary>
    /// <param name="section">Where it stands, such as <c>Rightsizing:Guard</c>.</param>
    internal string? Problem(string section, GuardOptions guard) => new[] { ProductionWindow, OtherWindow }
        .Where(window => !guard.Windows.ContainsKey(window))
        .Select(window => string.Create(
            CultureInfo.InvariantCulture, $"{section} names the window '{Words.OneLine(window)}'; Guard:Windows has {guard.WindowNames}"))
        .FirstOrDefault();
}

/// <summary>The profile of one capability.</summary>
public sealed record CapabilityProfile(Capability Capability, GuardProfile Profile);

/// <summary>The profiles of all capabilities.</summary>
public sealed class GuardProfiles(IEnumerable<CapabilityProfile> profiles)
{
    // Whoever has none may change nothing.
    private static readonly GuardProfile Nothing = new();

    private readonly Dictionary<string, GuardProfile> _byName =
        profiles.ToDictionary(one => one.Capability.Name, one => one.Profile, StringComparer.Ordinal);

    /// <summary>Of a capability that has none: one without an allowed scope.</summary>
    public GuardProfile Of(string capability) => _byName.GetValueOrDefault(capability, Nothing);
}
