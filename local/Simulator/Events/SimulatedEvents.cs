using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Blobs;
using OpsFunctions.Simulator.Events.Delivering;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Queues;

namespace OpsFunctions.Simulator.Events;

/// <summary>
/// Event Grid: system topics of subscriptions and their event subscriptions, which deliver into storage queues. Clients set them up by
/// the resource manager; <see cref="Subscribe"/> does the same in a line.
/// </summary>
public sealed class SimulatedEvents : IDisposable
{
    private readonly SimulatedAzure _azure;
    private readonly QueueStore _queues;
    private readonly BlobStore _blobs;
    private readonly EventGridOptions _options;
    private readonly DueWork _work;
    private readonly EventDeliveries _deliveries;
    private readonly EventLedger _ledger = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, int> _equal = [];
    private DateTimeOffset _equalAt;

    internal SimulatedEvents(SimulatedAzure azure, QueueStore queues, BlobStore blobs, EventGridOptions options)
    {
        options.Check();
        (_azure, _queues, _blobs, _options) = (azure, queues, blobs, options);
        Topics = new EventTopics(options.OneTopicPerSource);
        _work = new DueWork(azure.Time);
        var courier = new EventCourier(queues, blobs, azure.Roles, azure.Faults, azure.Time);
        _deliveries = new EventDeliveries(Topics, courier, _ledger, _work, azure.Time, options);
    }

    /// <summary>What became of the events so far.</summary>
    public EventCounts Counts => _ledger.Counts;

    /// <summary>Ids of the events that came into queues, in that order; one that came twice stands there twice.</summary>
    public IReadOnlyList<string> DeliveredIds => _ledger.Delivered;

    internal EventTopics Topics { get; }

    /// <summary>
    /// Sets up what a deployment does: the queue, the system topic of the subscription where there is none of that type, its right to
    /// send, and the event subscription, or changes the one of that name.
    /// </summary>
    /// <returns>Resource id of the event subscription.</returns>
    /// <exception cref="ArgumentException">Azure refuses it; the message is Azure's.</exception>
    public string Subscribe(EventSubscriptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var topic = TopicOf(options);
        var account = StorageAccounts.IdOf(_azure.Fleet, options.Account);
        var body = SubscriptionBody.Of(options, account);
        if (Keep(body, $"{topic.Id}/eventSubscriptions/{options.Name}", topic, options.Encoding) is { } problem)
            throw new ArgumentException(problem, nameof(options));
        Grant(topic, Roles.QueueMessageSender, QueueRights.ScopeOf(account, options.Queue));
        if (options.CreatesQueue && _queues.Describe(options.Account, options.Queue) is null)
            _queues.Create(options.Account, options.Queue, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        if (options.DeadLetterContainer is { } container)
        {
            Grant(topic, Roles.BlobContributor, $"{account}/blobServices/default/containers/{container}");
            if (options.CreatesQueue)
                _blobs.Create($"{options.Account}/{container}");
        }
        return $"{topic.Id}/eventSubscriptions/{options.Name}";
    }

    /// <summary>Deletes an event subscription; what is on its way to it is dropped.</summary>
    /// <param name="id">As <see cref="Subscribe"/> gave it.</param>
    public void Unsubscribe(string id) => Topics.RemoveSubscription(id);

    /// <summary>Azure tells that a machine's availability changed.</summary>
    /// <param name="machine">Which.</param>
    /// <param name="from">Available, Unavailable, Degraded or Unknown.</param>
    /// <param name="to">The same.</param>
    public void AvailabilityChanged(Machine machine, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Publish(HealthEvent.Of(
            machine, HealthEvent.AvailabilityChanged, _azure.Time.GetUtcNow(),
            ("previousAvailabilityState", from), ("availabilityState", to)));
    }

    /// <summary>Azure tells why a machine's availability changes or may change.</summary>
    /// <param name="machine">Which.</param>
    /// <param name="annotation">For example VirtualMachineDeallocationInitiated.</param>
    /// <param name="reason">In a few words.</param>
    /// <param name="summary">In a sentence.</param>
    /// <param name="context">Customer Initiated, Platform Initiated, VM Initiated or Unknown.</param>
    /// <param name="category">Planned, Unplanned or Not Applicable.</param>
    public void Annotate(Machine machine, string annotation, string reason, string summary, string context, string category)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Publish(HealthEvent.Of(
            machine, HealthEvent.Annotated, _azure.Time.GetUtcNow(),
            ("annotationName", annotation), ("reason", reason), ("summary", summary), ("context", context), ("category", category)));
    }

    /// <summary>Delivers nothing any more.</summary>
    public void Dispose() => _work.Dispose();

    /// <summary>Why the subscription is refused; null: it is kept.</summary>
    internal string? Keep(JsonNode? body, string id, SystemTopic topic, EventEncoding? encoding = null)
    {
        var seed = Noise.Of(id.ToLowerInvariant());
        var (subscription, problem) = SubscriptionRequest.Read(body, id, topic, encoding ?? _options.Encoding, seed);
        if (subscription is null)
            return problem;
        Topics.Keep(subscription);
        _work.Wake();
        _azure.Later.Wake();
        return null;
    }

    /// <summary>Something was written to the activity log: an event when it is over.</summary>
    internal void Saw(ActivityEntry entry, string? method, string? url)
    {
        if (entry.Status is "Accepted")
            return;
        if (entry.Time <= _azure.Time.GetUtcNow())
        {
            Publish(entry, method, url);
            return;
        }
        _work.Add(entry.Time, Noise.Of(entry.CorrelationId), () => Publish(entry, method, url));
    }

    private void Publish(ActivityEntry entry, string? method, string? url)
    {
        if (Topics.Subscriptions.Count == 0)
            return;
        url ??= $"https://management.azure.com{entry.ResourceId}";
        var client = _azure.Suite.Find(entry.Caller)?.ClientId ?? _azure.ClientId;
        var origin = new EventOrigin(method ?? MethodOf(entry.Action), url, RoleOf(entry), _azure.TenantId, client);
        if (ResourceEvent.Of(entry, origin) is { } happened)
            Publish(happened);
    }

    private void Publish(GridEvent happened)
    {
        happened.Naming = key => Noise.Id(key, FormattableString.Invariant($"event {Nth(key)}")).ToString();
        foreach (var subscription in Topics.Subscriptions)
        {
            if (subscription.Comes(happened) && subscription.Filter.Passes(happened))
                _deliveries.Begin(happened, subscription);
        }
    }

    // Looked up only for an event that somebody wants.
    private Func<string> RoleOf(ActivityEntry entry) => () =>
    {
        var identity = _azure.Suite.Find(entry.Caller);
        return (identity is null ? null : _azure.Roles.NameOf(identity, entry.Action)) ?? "Contributor";
    };

    // Two calls that are equal in everything at one moment are two events.
    private int Nth(ulong key)
    {
        lock (_lock)
        {
            var now = _azure.Time.GetUtcNow();
            if (now != _equalAt)
                _equal.Clear();
            _equalAt = now;
            return _equal[key] = _equal.GetValueOrDefault(key) + 1;
        }
    }

    private SystemTopic TopicOf(EventSubscriptionOptions options)
    {
        var home = _azure.Fleet.Subscriptions.FirstOrDefault(one => Same(one.Id, options.SubscriptionId));
        if (home is null)
            throw new ArgumentException($"There is no subscription '{options.SubscriptionId}'.", nameof(options));
        if (TopicTypes.EventTypes(options.TopicType) is null)
            throw new ArgumentException($"The topic type '{options.TopicType}' is not supported.", nameof(options));
        var source = $"/subscriptions/{home.Id}";
        if (Topics.Topics.FirstOrDefault(one => Same(one.Source, source) && Same(one.Type, options.TopicType)) is { } present)
            return present;
        var group = _azure.Fleet.ResourceGroups.FirstOrDefault(one => one.SubscriptionId == home.Id)?.Name ?? "rg-ops";
        var name = $"evgt-ops-{options.TopicType.Split('.')[^1].ToLowerInvariant()}";
        var topic = new SystemTopic(
            $"{source}/resourceGroups/{group}/providers/Microsoft.EventGrid/systemTopics/{name}", source, options.TopicType,
            "SystemAssigned", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        return Topics.Keep(topic) is { } problem ? throw new ArgumentException(problem, nameof(options)) : topic;
    }

    private void Grant(SystemTopic topic, RoleDefinition role, string scope)
    {
        if (topic.PrincipalId is { } principal)
            _azure.Roles.Grant(principal, new RoleAssignment(role, scope));
    }

    private static string MethodOf(string action) => action.EndsWith("/delete", StringComparison.Ordinal) ? "DELETE"
        : action.EndsWith("/action", StringComparison.Ordinal) ? "POST"
        : "PUT";

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
