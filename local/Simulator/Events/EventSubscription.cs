using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Events;

/// <summary>A system topic.</summary>
/// <param name="Id">Its resource id.</param>
/// <param name="Source">/subscriptions/{id}.</param>
/// <param name="Type">One of <see cref="TopicTypes"/>.</param>
/// <param name="IdentityType">None, SystemAssigned, ...</param>
/// <param name="Tags">Its tags.</param>
internal sealed record SystemTopic(string Id, string Source, string Type, string IdentityType, IReadOnlyDictionary<string, string> Tags)
{
    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>Object id of its own identity; null: it has none.</summary>
    public string? PrincipalId => IdentityType.Contains("SystemAssigned", StringComparison.OrdinalIgnoreCase)
        ? Noise.Id(Noise.Of(Id.ToLowerInvariant()), "principal").ToString()
        : null;
}

/// <summary>Where events go: a queue, or a container for those that cannot be delivered.</summary>
/// <param name="AccountId">Resource id of the storage account.</param>
/// <param name="Name">The queue or container.</param>
/// <param name="Principal">As whom Event Grid writes there, and what needs a role; null: with the account's key.</param>
/// <param name="Life">How long a message is kept; null: seven days.</param>
internal sealed record EventPlace(string AccountId, string Name, string? Principal, TimeSpan? Life = null)
{
    public string Account => AccountId[(AccountId.LastIndexOf('/') + 1)..];
}

/// <summary>Who wants which events where.</summary>
internal sealed record EventSubscription
{
    public required string Id { get; init; }

    public required SystemTopic Topic { get; init; }

    public required SubscriptionFilter Filter { get; init; }

    public required EventPlace Queue { get; init; }

    public EventPlace? DeadLetters { get; init; }

    public EventSchema Schema { get; init; }

    public EventEncoding Encoding { get; init; }

    public int MostAttempts { get; init; }

    public TimeSpan TimeToLive { get; init; }

    /// <summary>As they were sent.</summary>
    public required JsonObject Properties { get; init; }

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    public ulong Seed { get; init; }

    /// <summary>Whether it comes from the topic's source; what the filter says is another matter.</summary>
    public bool Comes(GridEvent happened) =>
        Topic.Source.Equals(happened.Source, StringComparison.OrdinalIgnoreCase)
        && Topic.Type.Equals(happened.TopicType, StringComparison.OrdinalIgnoreCase);
}
