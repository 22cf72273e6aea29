using System.Collections.Immutable;

namespace OpsFunctions.Simulator.Events;

/// <summary>The system topics and event subscriptions there are.</summary>
internal sealed class EventTopics(bool oneTopicPerSource)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SystemTopic> _topics = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableSortedDictionary<string, EventSubscription> _subscriptions =
        ImmutableSortedDictionary.Create<string, EventSubscription>(StringComparer.OrdinalIgnoreCase);

    private EventSubscription[] _all = [];

    /// <summary>All subscriptions, in order of their ids; read without a lock at every write.</summary>
    public IReadOnlyList<EventSubscription> Subscriptions => Volatile.Read(ref _all);

    public IReadOnlyList<SystemTopic> Topics
    {
        get
        {
            lock (_lock)
                return [.. _topics.Values];
        }
    }

    public SystemTopic? Topic(string id)
    {
        lock (_lock)
            return _topics.GetValueOrDefault(id);
    }

    public EventSubscription? Subscription(string id)
    {
        lock (_lock)
            return _subscriptions.GetValueOrDefault(id);
    }

    /// <summary>Why the topic is refused; null: it is kept.</summary>
    public string? Keep(SystemTopic topic)
    {
        lock (_lock)
        {
            if (_topics.TryGetValue(topic.Id, out var present) && !(Same(present.Source, topic.Source) && Same(present.Type, topic.Type)))
                return "System topic source cannot be modified.";
            if (_topics.Values.Any(other => !Same(other.Id, topic.Id) && IsTaken(other, topic)))
            {
                return $"There is an existing tracked system topic for the given source {topic.Source}. "
                    + "Only one system topic is allowed per source.";
            }
            _topics[topic.Id] = topic;
            return null;
        }
    }

    /// <summary>With its subscriptions; false: there is none.</summary>
    public bool RemoveTopic(string id)
    {
        lock (_lock)
        {
            if (!_topics.Remove(id))
                return false;
            Set(_subscriptions.RemoveRange(_subscriptions.Values.Where(one => Same(one.Topic.Id, id)).Select(one => one.Id)));
            return true;
        }
    }

    public void Keep(EventSubscription subscription)
    {
        lock (_lock)
            Set(_subscriptions.SetItem(subscription.Id, subscription));
    }

    public bool RemoveSubscription(string id)
    {
        lock (_lock)
        {
            var isThere = _subscriptions.ContainsKey(id);
            Set(_subscriptions.Remove(id));
            return isThere;
        }
    }

    private void Set(ImmutableSortedDictionary<string, EventSubscription> subscriptions)
    {
        _subscriptions = subscriptions;
        Volatile.Write(ref _all, [.. subscriptions.Values]);
    }

    private bool IsTaken(SystemTopic by, SystemTopic topic) =>
        Same(by.Source, topic.Source) && (oneTopicPerSource || Same(by.Type, topic.Type));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
