using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>Messages of Event Grid that the host has put apart.</summary>
public sealed class EventPoison(AzureClients clients, QueueSettings settings)
    : PoisonQueue(clients, settings, EventQueue.Name, EventQueue.Poison)
{
    /// <summary>The first 32, left where they are, each with the reason.</summary>
    /// <exception cref="Azure.RequestFailedException">The queue cannot be read.</exception>
    public async Task<IReadOnlyList<PoisonMessage>> PeekAsync(CancellationToken ct) =>
        [.. (await PeekMessagesAsync(ct))
            .Select(one => PoisonMessage.Of(one.MessageId, one.InsertedOn, one.ExpiresOn, one.Body.ToString()))];
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
