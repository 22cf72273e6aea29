using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>Messages that the host has put apart, since the app could not read them or failed over them each time.</summary>
public sealed class PoisonQueue(AzureClients clients, QueueSettings settings)
{
    /// <summary>Messages that one replay puts back at most.</summary>
    public const int MostReplayed = 1000;

    private const int MostPeeked = 32;

    // Long enough to put 32 messages back; after a crash in between they are visible again, and doubles are taken once.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly QueueClient _events = clients.QueuesAt(settings.Address).GetQueueClient(EventQueue.Name);
    private readonly QueueClient _poison = clients.QueuesAt(settings.Address).GetQueueClient(EventQueue.Poison);

    /// <summary>How many there are, by the service's own approximate count.</summary>
    /// <exception cref="RequestFailedException">The queue cannot be read.</exception>
    public async Task<int> CountAsync(CancellationToken ct) =>
        await OfQueueAsync(() => _poison.GetPropertiesAsync(ct)) is { } found ? found.ApproximateMessagesCount : 0;

    /// <summary>The first 32, left where they are.</summary>
    /// <exception cref="RequestFailedException">The queue cannot be read.</exception>
    public async Task<IReadOnlyList<PoisonMessage>> PeekAsync(CancellationToken ct) =>
        [.. (await OfQueueAsync(() => _poison.PeekMessagesAsync(MostPeeked, ct)) ?? [])
            .Select(one => PoisonMessage.Of(one.MessageId, one.InsertedOn, one.ExpiresOn, one.Body.ToString()))];

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
                await _events.SendMessageAsync(message.Body, cancellationToken: ct);
                await _poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, ct);
                replayed++;
            }
        }
        return replayed;
    }
}

/// <summary>A message that was put apart.</summary>
/// <param name="Id">The queue's id of it.</param>
/// <param name="PutApartAt">When; null where the service does not say.</param>
/// <param name="ExpiresAt">When the queue drops it.</param>
/// <param name="Problem">Why it cannot be read; null: it can, so taking it failed for another reason.</param>
/// <param name="Events">Type and subject of the events that can be read.</param>
/// <param name="Beginning">The first 200 characters where it cannot be read; null where it can: an event names people.</param>
public sealed record PoisonMessage(
    string Id, DateTimeOffset? PutApartAt, DateTimeOffset? ExpiresAt, string? Problem, IReadOnlyList<PoisonEvent> Events, string? Beginning)
{
    private const int Shown = 200;

    internal static PoisonMessage Of(string id, DateTimeOffset? putApartAt, DateTimeOffset? expiresAt, string text)
    {
        var reading = EventReader.Read(text);
        var beginning = reading.Problem is null ? null : text[..Math.Min(text.Length, Shown)];
        IReadOnlyList<PoisonEvent> events = [.. reading.Notices.Select(one => new PoisonEvent(one.Type, one.Subject))];
        return new(id, putApartAt, expiresAt, reading.Problem, events, beginning);
    }
}

/// <summary>An event in a message that was put apart.</summary>
public sealed record PoisonEvent(string Type, string Subject);
