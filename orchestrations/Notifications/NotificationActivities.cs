using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Notifications;

/// <summary>Starts deliveries, and makes one attempt at a delivery.</summary>
public sealed class NotificationActivities(NotificationOptions options, Delivery delivery, ILogger<NotificationActivities> log)
{
    /// <summary>Starts a delivery to each receiver, detached from the caller; one that cannot be started is logged.</summary>
    /// <returns>How many receivers there are.</returns>
    [Function(nameof(Notify))]
    public async Task<int> Notify(
        [ActivityTrigger] Notification notification, [DurableClient] DurableTaskClient client, CancellationToken ct)
    {
        var receivers = options.ReceiversOf(notification.Kind);
        foreach (var receiver in receivers)
            try
            {
                await client.StartOnceAsync(
                    nameof(NotifyOrchestrator), InstanceOf(notification.Id, receiver), new DeliveryRequest(receiver, notification), ct);
            }
#pragma warning disable CA1031 // Whatever went wrong: the work that tells of itself goes on.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.NotStarted(notification.Id, receiver, Words.OneLine(e.Message));
            }
        return receivers.Count;
    }

    // Names of instances are short and hold no / \ # ?; an id that is neither would stop the message.
    internal static string InstanceOf(string id, string receiver) => RunStore.IsRunId(id)
        ? $"notify-{id}-{receiver}"
        : $"notify-{Ids.Key(id)}-{receiver}";

    /// <summary>One attempt; the value is the receiver's status.</summary>
    [Function(nameof(DeliverNotification))]
    public Task<Outcome<int>> DeliverNotification([ActivityTrigger] DeliveryRequest request, CancellationToken ct) =>
        delivery.SendAsync(request, ct);
}
