namespace OpsFunctions.Orchestrations.Events;

/// <summary>
/// That something happened, and where to look. An event's own words about it are left behind on purpose: who decides something looks it up
/// in Azure first, so that nobody acts on what a message says.
/// </summary>
/// <param name="Key">The same for every delivery of one event: SHA-256 of its source and its id, 64 hexadecimal digits.</param>
/// <param name="Type">Such as <c>Microsoft.Resources.ResourceWriteSuccess</c>; 1 to 200 characters.</param>
/// <param name="Source">What sent it, such as <c>/subscriptions/{id}</c>; at most 2,048 characters.</param>
/// <param name="Subject">What it is about, most often a resource's id; at most 2,048 characters, empty where the event has none.</param>
/// <param name="Time">When it happened, by its own account; null where it does not say.</param>
public sealed record EventNotice(string Key, string Type, string Source, string Subject, DateTimeOffset? Time);

/// <summary>What was found in a message.</summary>
/// <param name="Notices">The events that could be read, in order.</param>
/// <param name="Problem">Why others could not, or the message as a whole; null: all is read.</param>
public sealed record EventReading(IReadOnlyList<EventNotice> Notices, string? Problem);
