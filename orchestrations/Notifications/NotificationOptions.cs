using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>Who is told of what: section <c>Notifications</c>. Without a receiver nobody is.</summary>
public sealed record NotificationOptions : IValidatableObject
{
    public const string Section = "Notifications";

    /// <summary>Receivers of signed JSON, by name.</summary>
    [SecretSetting]
    public IDictionary<string, WebhookSettings> Webhooks { get; init; } = new Dictionary<string, WebhookSettings>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Teams channels, by name: the address of a workflow that posts cards.</summary>
    [SecretSetting]
    public IDictionary<string, TeamsSettings> Teams { get; init; } = new Dictionary<string, TeamsSettings>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Where people reach the app, <c>https://{app}.azurewebsites.net</c>; told with each message. Empty: not told.</summary>
    public string? AppAddress { get; init; }

    /// <summary>Whether there is any receiver.</summary>
    public bool IsAnybodyTold => Webhooks.Count + Teams.Count > 0;

    /// <summary>Names of those who are told of a kind, in order.</summary>
    internal IReadOnlyList<string> ReceiversOf(NotificationKind kind) =>
    [
        .. Webhooks.Select(one => (one.Key, one.Value.Kinds)).Concat(Teams.Select(one => (one.Key, one.Value.Kinds)))
            .Where(one => one.Kinds.Count == 0 || one.Kinds.Contains(kind))
            .Select(one => one.Key.ToLowerInvariant())
            .Order(StringComparer.Ordinal),
    ];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Webhooks.SelectMany(one => one.Value.Problems(one.Key))
        .Concat(Teams.SelectMany(one => one.Value.Problems(one.Key)))
        .Concat(Teams.Keys.Where(Webhooks.ContainsKey)
            .Select(name => $"Teams:{Words.OneLine(name)} is a webhook's name, too; each receiver needs a name of its own"))
        .Concat(string.IsNullOrWhiteSpace(AppAddress) || ReceiverRules.IsHttps(AppAddress)
            ? []
            : [$"AppAddress is '{Words.OneLine(AppAddress)}'; it must be an https address"])
        .Select(problem => new ValidationResult(problem));
}
