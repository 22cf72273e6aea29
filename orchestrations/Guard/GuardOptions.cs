using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Guard.Calendar;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// What the guard has for every capability: section <c>Guard</c>. What differs between them is in <see cref="GuardProfile"/>.
/// </summary>
public sealed record GuardOptions : IValidatableObject
{
    public const string Section = "Guard";

    /// <summary>Change windows by name; the tag <c>ops:window</c> picks one for a resource.</summary>
    public IDictionary<string, ChangeWindow> Windows { get; init; } = new Dictionary<string, ChangeWindow>(StringComparer.OrdinalIgnoreCase)
    {
        ["night"] = new() { From = new(1, 0), To = new(5, 0) },
        ["always"] = new() { From = new(0, 0), To = new(0, 0) },
    };

    /// <summary>
    /// Minutes after which a claim that nobody renews expires. Longer than any one step: starting a machine takes minutes, not an hour.
    /// </summary>
    [Range(30, 240)]
    public int ClaimMinutes { get; init; } = 60;

    internal string WindowNames => string.Join(", ", Windows.Keys.Order(StringComparer.Ordinal));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Windows.SelectMany(window => window.Value.Problems(window.Key)).Select(problem => new ValidationResult(problem));
}
