namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>A receiver of signed JSON: section <c>Notifications:Webhooks:{name}</c>. No record: its text would show the secret.</summary>
public sealed class WebhookSettings
{
    private const int ShortestSecret = 32;

    /// <summary>Where it is sent: an https address.</summary>
    public string Url { get; init; } = "";

    /// <summary>The shared secret it is signed with, 32 characters or more; in Azure a reference to a key vault.</summary>
    public string Secret { get; init; } = "";

    /// <summary>What is sent; empty: everything.</summary>
    public IList<NotificationKind> Kinds { get; init; } = [];

    internal IEnumerable<string> Problems(string name) => ReceiverRules.Problems("Webhooks", name, Url, Kinds)
        .Concat(Secret.Length >= ShortestSecret
            ? []
            : [$"Webhooks:{Words.OneLine(name)}:Secret has {Secret.Length} characters; it must have {ShortestSecret} or more"]);
}

/// <summary>A Teams channel: section <c>Notifications:Teams:{name}</c>. No record: its address is a secret.</summary>
public sealed class TeamsSettings
{
    /// <summary>Address of the channel's workflow «When a Teams webhook request is received»: https; whoever knows it can post.</summary>
    public string Url { get; init; } = "";

    /// <summary>What is sent; empty: everything.</summary>
    public IList<NotificationKind> Kinds { get; init; } = [];

    internal IEnumerable<string> Problems(string name) => ReceiverRules.Problems("Teams", name, Url, Kinds);
}

/// <summary>What holds for every receiver. An address is never shown: it may let its reader in.</summary>
internal static class ReceiverRules
{
    public static bool IsHttps(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0;

    public static IEnumerable<string> Problems(string list, string name, string url, IEnumerable<NotificationKind> kinds)
    {
        if (name.Length > 40 || !name.All(char.IsAsciiLetterOrDigit))
            yield return $"{list} holds the name '{Words.OneLine(name)}'; a name is 1 to 40 letters and digits";
        if (!IsHttps(url))
            yield return $"{list}:{Words.OneLine(name)}:Url {(url.Length == 0 ? "is not set" : "is another")}; it must be an https address without a user's name";
        if (!kinds.All(Enum.IsDefined))
            yield return $"{list}:{Words.OneLine(name)}:Kinds holds an unknown kind; kinds are {string.Join(", ", Enum.GetNames<NotificationKind>())}";
    }
}
