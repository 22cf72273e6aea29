using System.ComponentModel.DataAnnotations;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Where the suite works: section <c>Ops</c> of the settings.</summary>
public sealed record AzureSettings : IValidatableObject
{
    public const string Section = "Ops";

    /// <summary>The subscriptions in scope, by id. An empty list is no scope: the start is refused.</summary>
    [MinLength(1)]
    public IList<string> Subscriptions { get; init; } = [];

    /// <summary>Client id of the user-assigned managed identity; empty for the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Storage account of state, evidence and reports: its name, 3 to 24 lower-case letters and digits.</summary>
    [Required, RegularExpression("^[a-z0-9]{3,24}$")]
    public string StorageAccount { get; init; } = "";

    /// <summary>Name of the task hub; read by the host, listed here so that a settings file may carry it.</summary>
    public string? TaskHub { get; init; }

    /// <summary>SHA-256 of the app's own keys, in hexadecimal; at most two are valid at a time.</summary>
    [MaxLength(2)]
    public IList<string> KeyHashes { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Subscriptions
        .Where(id => !Guid.TryParse(id, out _))
        .Select(id => new ValidationResult($"Subscriptions holds '{Words.OneLine(id)}'; a subscription's id is a GUID"));
}
