using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions;

/// <summary>
/// What a deployment leaves to people and is not set yet: without it the app runs, but not as it should. Says nothing of who or where.
/// </summary>
public sealed class MissingParts(AzureSettings azure, NotificationOptions notifications)
{
    /// <summary>
    /// Short words: <c>entra</c> (callers need a key or a signature), <c>identities</c> (one identity does everything), <c>callers</c>
    /// (nobody is let in), <c>receivers</c> (nobody is told anything).
    /// </summary>
    public IReadOnlyList<string> All { get; } =
    [
        .. new (string Name, bool IsThere)[]
        {
            ("entra", azure.Entra.IsSet),
            ("identities", azure.Identities.Of(AzureIdentity.Read) is not null),
            ("callers", azure.Entra.IsSet || azure.KeyHashes.Any(static hash => hash.Length > 0) || azure.Signers.Count > 0),
            ("receivers", notifications.IsAnybodyTold),
        }.Where(static part => !part.IsThere).Select(static part => part.Name),
    ];
}
