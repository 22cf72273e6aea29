namespace OpsFunctions.Orchestrations.Events;

/// <summary>
/// Who wants to hear of events of a type. Registered as a service, once a type and reader; each is called for every event of its type.
/// </summary>
/// <param name="Type">Such as <c>Microsoft.Resources.ResourceWriteSuccess</c>; case does not matter.</param>
/// <param name="HearAsync">
/// Looks up what the notice is about, and starts what follows under an instance id made from <see cref="EventNotice.Key"/>: where the app
/// dies between this call and the record of it, the same notice comes again.
/// </param>
public sealed record EventSubscription(string Type, Func<EventNotice, CancellationToken, Task> HearAsync);
