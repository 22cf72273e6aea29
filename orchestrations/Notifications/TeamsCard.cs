using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>An Adaptive Card for a Teams workflow.</summary>
internal sealed class TeamsCard(TeamsSettings settings) : INotificationForm
{
    // Teams takes messages of some 28 KB.
    private const int LongestText = 4_000;
    private const int LongestValue = 600;
    private const int MostFacts = 20;

    public void Write(Request request, Notification notification, DateTimeOffset now)
    {
        request.Uri.Reset(new Uri(settings.Url));
        request.Headers.SetValue("Content-Type", "application/json");
        request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(Message(notification)));
    }

    private static JsonObject Message(Notification notification) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["msteams"] = new JsonObject { ["width"] = "Full" },
                ["body"] = new JsonArray(
                    Block(notification.Title, LongestValue, "bolder"),
                    Block(notification.Text, LongestText, "default"),
                    new JsonObject { ["type"] = "FactSet", ["facts"] = Facts(notification) }),
            },
        }),
    };

    private static JsonObject Block(string text, int longest, string weight) =>
        new() { ["type"] = "TextBlock", ["text"] = Plain(text, longest), ["weight"] = weight, ["wrap"] = true };

    private static JsonArray Facts(Notification notification) =>
    [
        .. notification.Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Take(MostFacts)
            .Select(fact => new JsonObject { ["title"] = Plain(fact.Key, LongestValue), ["value"] = Plain(fact.Value, LongestValue) }),
    ];

    // Cards read Markdown; a name from outside must not become a link.
    private static string Plain(string text, int longest)
    {
        var shown = text.Length > longest ? text[..longest] + "…" : text;
        return shown.Replace("](", "] (", StringComparison.Ordinal);
    }
}
