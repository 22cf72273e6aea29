using System.ComponentModel.DataAnnotations;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>
/// The storage account of the app's queues: section <c>OpsQueues</c> of the settings, in the official form of a connection by identity. The
/// Functions host reads the same settings; a connection string with a key is not taken.
/// </summary>
public sealed record QueueSettings : IValidatableObject
{
    public const string Section = "OpsQueues";

    /// <summary>Name of the account, 3 to 24 lower-case letters and digits; empty where <see cref="QueueServiceUri"/> is given.</summary>
    [RegularExpression("^[a-z0-9]{3,24}$")]
    public string? AccountName { get; init; }

    /// <summary>Address of its queues, for clouds with another domain: <c>https://{account}.queue.core.windows.net</c>.</summary>
    public Uri? QueueServiceUri { get; init; }

    /// <summary>For the host: <c>managedidentity</c>; empty for its own order of credentials.</summary>
    public string? Credential { get; init; }

    /// <summary>For the host: client id of a user-assigned identity; empty for the system-assigned one.</summary>
    public string? ClientId { get; init; }

    internal Uri Address => QueueServiceUri ?? new Uri($"https://{AccountName}.queue.core.windows.net");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(AccountName) == (QueueServiceUri is null))
            yield return new("AccountName or QueueServiceUri is needed, one of the two");
        if (!string.IsNullOrEmpty(ClientId) && !Ids.IsGuid(ClientId))
            yield return new($"ClientId is '{Words.Shown(ClientId)}'; it must be an identity's client id, a GUID of 8-4-4-4-12 digits");
        if (QueueServiceUri is { IsAbsoluteUri: false } or { Scheme: not "https" })
            yield return new("QueueServiceUri must be an address that begins with https://");
    }
}
