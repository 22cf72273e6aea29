using Azure.Core;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>
/// Takes each event once: gives it to those who subscribed to its type, then records it. An event whose record exists was given to all of
/// them; one that the app died over has none, and is given again.
/// </summary>
public sealed class EventIntake(StateStore state, AzureSettings settings, IEnumerable<EventSubscription> subscriptions, TimeProvider time)
{
    /// <summary>Where the records are, in the state.</summary>
    internal const string Folder = "events/";

    private readonly ILookup<string, EventSubscription> _byType =
        subscriptions.ToLookup(one => one.Type, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="UnreadableEventException">Part of the message or all of it cannot be read; what can be read was taken.</exception>
    public async Task TakeAsync(string message, CancellationToken ct)
    {
        var reading = EventReader.Read(message);
        foreach (var notice in reading.Notices)
            await TakeAsync(notice, ct);
        if (reading.Problem is { } problem)
            throw new UnreadableEventException(problem);
    }

    private async Task TakeAsync(EventNotice notice, CancellationToken ct)
    {
        var name = Folder + notice.Key;
        var isForeign = !IsInScope(notice);
        var readers = isForeign ? [] : _byType[notice.Type].ToList();
        if (readers.Count > 0)
        {
            if (await state.FindVersionAsync(name, ct) is not null)
                return;
            foreach (var reader in readers)
                await reader.HearAsync(notice, ct);
        }
        var record = new EventRecord(notice.Type, notice.Subject, notice.Time, time.GetUtcNow(), isForeign);
        // False where another delivery was quicker: then the record is there all the same.
        await state.TryWriteAsync(name, record, replaces: null, ct);
    }

    // Both must say so: anybody may send an event of their own subscription about a resource of ours.
    private bool IsInScope(EventNotice notice) =>
        SubscriptionOf(notice.Source) is { } source && settings.Subscriptions.Contains(source, StringComparer.OrdinalIgnoreCase)
        && string.Equals(SubscriptionOf(notice.Subject), source, StringComparison.OrdinalIgnoreCase);

    // The library reads past dots, which another reader of the address would follow.
    private static string? SubscriptionOf(string address) =>
        !address.Split('/').Any(part => part is "." or "..") && ResourceIdentifier.TryParse(address, out var id)
            ? id!.SubscriptionId
            : null;
}

/// <summary>A message, or an event in it, that is none; the host tries again and then keeps it apart.</summary>
public sealed class UnreadableEventException(string problem) : Exception($"The message cannot be read: {problem}");
