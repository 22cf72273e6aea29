namespace OpsFunctions.Simulator.Events;

/// <summary>What <see cref="SimulatedEvents.Subscribe"/> sets up: an event subscription, and its topic where there is none.</summary>
public sealed record EventSubscriptionOptions
{
    /// <summary>Id of the subscription whose events these are.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Name of the storage account.</summary>
    public required string Account { get; init; }

    /// <summary>Name of the queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Name of the event subscription. Default: ops-events.</summary>
    public string Name { get; init; } = "ops-events";

    /// <summary>Type of the system topic: <see cref="TopicTypes.Subscriptions"/> (default) or <see cref="TopicTypes.Health"/>.</summary>
    public string TopicType { get; init; } = TopicTypes.Subscriptions;

    /// <summary>Types of events that are wanted. Default: all of the topic's.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>What the subject begins with. Default: anything.</summary>
    public string SubjectBeginsWith { get; init; } = "";

    /// <summary>What the subject ends with. Default: anything.</summary>
    public string SubjectEndsWith { get; init; } = "";

    /// <summary>Advanced filters, all of which must hold. Default: none.</summary>
    public IReadOnlyList<EventFilter> Filters { get; init; } = [];

    /// <summary>The form of the events. Default: Event Grid's own.</summary>
    public EventSchema Schema { get; init; }

    /// <summary>How events stand in the queue. Default: as <see cref="EventGridOptions.Encoding"/> says.</summary>
    public EventEncoding? Encoding { get; init; }

    /// <summary>Container of the same account for events that cannot be delivered. Default: none, they are dropped.</summary>
    public string? DeadLetterContainer { get; init; }

    /// <summary>Attempts to deliver an event, 1 to 30. Default: 30.</summary>
    public int MaxDeliveryAttempts { get; init; } = 30;

    /// <summary>How long an event is tried to be delivered, 1 to 1,440 minutes. Default: 1,440.</summary>
    public int EventTimeToLiveMinutes { get; init; } = 1440;

    /// <summary>Whether the queue (and the container) are created where they are missing, as a deployment does. Default: true.</summary>
    public bool CreatesQueue { get; init; } = true;
}

/// <summary>An advanced filter.</summary>
/// <param name="Operator">For example StringIn.</param>
/// <param name="Key">For example data.operationName.</param>
/// <param name="Values">Any of these; numbers and booleans as text.</param>
public sealed record EventFilter(string Operator, string Key, params IReadOnlyList<string> Values);

/// <summary>The types of system topics there are here.</summary>
public static class TopicTypes
{
    /// <summary>Writes of the resource manager in a subscription.</summary>
    public const string Subscriptions = "Microsoft.Resources.Subscriptions";

    /// <summary>Health of the virtual machines in a subscription.</summary>
    public const string Health = "Microsoft.ResourceNotifications.HealthResources";

    internal static IReadOnlyList<string>? EventTypes(string topicType) =>
        topicType.Equals(Subscriptions, StringComparison.OrdinalIgnoreCase) ? ResourceEvent.Types
        : topicType.Equals(Health, StringComparison.OrdinalIgnoreCase) ? HealthEvent.Types
        : null;
}
