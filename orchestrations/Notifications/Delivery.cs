using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>What is to be brought to whom.</summary>
/// <param name="Receiver">Name of a webhook or Teams channel in the settings.</param>
public sealed record DeliveryRequest(string Receiver, Notification Notification);

/// <summary>Sends a notification in its receiver's form: once, ten seconds at most, no redirect, the answer's body unread.</summary>
public sealed class Delivery(AzureClients clients, NotificationOptions options, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <returns>Done with the receiver's status; throttled where trying again may help; refused where it will not.</returns>
    public async Task<Outcome<int>> SendAsync(DeliveryRequest request, CancellationToken ct)
    {
        // Settings may have changed since it was started.
        if (FormOf(request.Receiver) is not { } form)
            return Outcome.Refused<int>("NoReceiver", $"the settings name no receiver {request.Receiver}");
        try
        {
            using var message = clients.HooksPipeline.CreateMessage();
            message.BufferResponse = false;
            message.NetworkTimeout = Longest;
            message.Request.Method = RequestMethod.Post;
            form.Write(message.Request, WithAddress(request.Notification), time.GetUtcNow());
            await clients.HooksPipeline.SendAsync(message, ct);
            return Verdict(message.Response);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { } failure)
        {
            return Outcome.Throttled<int>(0, failure.Words);
        }
    }

    private INotificationForm? FormOf(string receiver) =>
        options.Webhooks.FirstOrDefault(one => IsSame(one.Key, receiver)).Value is { } webhook ? new SignedWebhook(webhook)
        : options.Teams.FirstOrDefault(one => IsSame(one.Key, receiver)).Value is { } teams ? new TeamsCard(teams)
        : null;

    private Notification WithAddress(Notification notification) => string.IsNullOrWhiteSpace(options.AppAddress)
        ? notification
        : notification with
        {
            Facts = new SortedDictionary<string, string>(notification.Facts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                ["app"] = options.AppAddress
            }
        };

    private static Outcome<int> Verdict(Azure.Response response)
    {
        var words = $"HTTP {response.Status.ToString(CultureInfo.InvariantCulture)} {response.ReasonPhrase}".TrimEnd();
        return response.Status switch
        {
            >= 200 and < 300 => Outcome.Done(response.Status),
            408 or 429 or >= 500 => Outcome.Throttled<int>(RetryAfter.SecondsOf(response) ?? 0, words),
            _ => Outcome.Refused<int>($"Http{response.Status.ToString(CultureInfo.InvariantCulture)}", words),
        };
    }

    private static bool IsSame(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
