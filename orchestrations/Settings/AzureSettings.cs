using System.ComponentModel.DataAnnotations;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Where the suite works: section <c>Ops</c> of the settings.</summary>
public sealed record AzureSettings : IValidatableObject
{
    public const string Section = "Ops";

    /// <summary>How many keys are valid at a time.</summary>
    public const int MostKeys = 2;

    /// <summary>The subscriptions in scope, by id. An empty list is no scope: the start is refused.</summary>
    [MinLength(1)]
    public IList<string> Subscriptions { get; init; } = [];

    /// <summary>The app's identities by client id.</summary>
    public IdentitySettings Identities { get; init; } = new();

    /// <summary>Gone: <see cref="Identities"/> took its place. Listed so that the refusal says so.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Storage account of state, evidence and reports: its name, 3 to 24 lower-case letters and digits.</summary>
    [Required, RegularExpression("^[a-z0-9]{3,24}$")]
    public string StorageAccount { get; init; } = "";

    /// <summary>Name of the task hub; read by the host, listed here so that a settings file may carry it.</summary>
    public string? TaskHub { get; init; }

    /// <summary>
    /// SHA-256 of the app's own keys, in hexadecimal, each alone or with its roles behind it; at most two are valid at a time.
    /// </summary>
    [MaxLength(MostKeys), SecretSetting]
    public IList<string> KeyHashes { get; init; } = [];

    /// <summary>Whose access tokens let callers in.</summary>
    public EntraSettings Entra { get; init; } = new();

    /// <summary>Machines that sign their requests, by name.</summary>
    [SecretSetting]
    public IDictionary<string, SignerSettings> Signers { get; init; } = new Dictionary<string, SignerSettings>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Alerts that Grafana signs in its own form.</summary>
    public GrafanaSettings Grafana { get; init; } = new();

    /// <summary>The largest request body that is read, in bytes: 1 KB to 100 MB, 1 MB by default.</summary>
    [Range(1 << 10, 100 << 20)]
    public int MaxBodyBytes { get; init; } = 1 << 20;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Subscriptions
        .Where(id => !Ids.IsGuid(id))
        .Select(
            id => $"Subscriptions holds '{Words.Shown(id)}'; a subscription's id is a GUID of 8-4-4-4-12 digits, without braces or white space")
        .Concat(string.IsNullOrEmpty(ManagedIdentityClientId)
            ? []
            : [
                "ManagedIdentityClientId is gone; name four client ids in its place: Ops:Identities:Read, :Act, :Drill and :Audit, "
                + "or none for the system-assigned identity",
            ])
        .Concat(Identities.Problems())
        .Concat(Entra.Problems())
        .Concat(Signers.SelectMany(signer => signer.Value.Problems(signer.Key)))
        .Concat(Grafana.Problems(Signers.Keys))
        .Select(problem => new ValidationResult(problem));
}
