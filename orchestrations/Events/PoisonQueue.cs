using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>Messages that the host has put apart, since the app could not read them or failed over them each time.</summary>
/// <param name="queue">Where they came from, and are put back to.</param>
/// <param name="poison">Where they are.</param>
public abstract class PoisonQueue(AzureClients clients, QueueSettings settings, string queue, string poison)
{
    /// <summary>Messages that one replay puts back at most.</summary>
    public const int MostReplayed = 1000;

    private const int MostPeeked = 32;

    // Long enough to put 32 messages back; after a crash in between they are visible again, and doubles are taken once.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly QueueClient _queue = clients.QueuesAt(settings.Address).GetQueueClient(queue);
    private readonly QueueClient _poison = clients.QueuesAt(settings.Address).GetQueueClient(poison);

    /// <summary>Its name in storage.</summary>
    public string Name => poison;

    /// <summary>How many there are, by the service's own approximate count.</summary>
    /// <exception cref="RequestFailedException">The queue cannot be read.</exception>
    public async Task<int> CountAsync(CancellationToken ct) =>
        await OfQueueAsync(() => _poison.GetPropertiesAsync(ct)) is { } found ? found.ApproximateMessagesCount : 0;

    /// <summary>Puts a message there, as the host would.</summary>
    /// <exception cref="RequestFailedException">The queue cannot be reached.</exception>
    public async Task KeepAsync(string message, CancellationToken ct)
    {
        try
        {
            await _poison.SendMessageAsync(message, ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await _poison.CreateIfNotExistsAsync(cancellationToken: ct);
            await _poison.SendMessageAsync(message, ct);
        }
    }

    /// <summary>The first 32, left where they are.</summary>
    /// <exception cref="RequestFailedException">The queue cannot be read.</exception>
    protected async Task<IReadOnlyList<PeekedMessage>> PeekMessagesAsync(CancellationToken ct) =>
        await OfQueueAsync(() => _poison.PeekMessagesAsync(MostPeeked, ct)) ?? [];

    // The host makes the queue with the first message that it puts apart.
    private static async Task<T?> OfQueueAsync<T>(Func<Task<Response<T>>> read) where T : class
    {
        try
        {
            return (await read()).Value;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return null;
        }
    }

    /// <summary>Puts those that are there back into the queue they came from, each before it is deleted here.</summary>
    /// <returns>How many were put back.</returns>
    /// <exception cref="RequestFailedException">A queue cannot be reached; what was put back stays so, the rest is still here.</exception>
    public async Task<int> ReplayAsync(CancellationToken ct)
    {
        // Those that come back meanwhile are not taken again.
        var left = Math.Min(await CountAsync(ct), MostReplayed);
        var replayed = 0;
        while (replayed < left)
        {
            var messages = (await _poison.ReceiveMessagesAsync(Math.Min(MostPeeked, left - replayed), Lease, ct)).Value;
            if (messages.Length == 0)
                break;
            foreach (var message in messages)
            {
                await _queue.SendMessageAsync(message.Body, cancellationToken: ct);
                await _poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, ct);
                replayed++;
            }
        }
        return replayed;
    }
}
