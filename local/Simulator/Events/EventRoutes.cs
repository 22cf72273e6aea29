using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Events;

/// <summary>What the resource manager can be asked about Event Grid.</summary>
internal static class EventRoutes
{
    private const string Provider = "/providers/Microsoft.EventGrid/systemTopics";
    private const string Topics = "/subscriptions/{subscription}/resourceGroups/{group}" + Provider;
    private const string Topic = Topics + "/{topic}";
    private const string Subscriptions = Topic + "/eventSubscriptions";
    private const string Subscription = Subscriptions + "/{name}";
    private const string OnTopic = "Microsoft.EventGrid/systemTopics";
    private const string OnSubscription = OnTopic + "/eventSubscriptions";

    public static Route[] Of(SimulatedAzure azure)
    {
        var (topics, subscriptions) = (new TopicEndpoint(azure), new EventSubscriptionEndpoint(azure));
        return
        [
            Read("/subscriptions/{subscription}" + Provider, "SystemTopics_ListBySubscription", OnTopic, topics.ListAll),
            Read(Topics, "SystemTopics_ListByResourceGroup", OnTopic, topics.List),
            Read(Topic, "SystemTopics_Get", OnTopic, topics.Get),
            new("PUT", Topic, "SystemTopics_CreateOrUpdate", OnTopic + "/write", Quota.ArmWrite, topics.Put),
            new("DELETE", Topic, "SystemTopics_Delete", OnTopic + "/delete", Quota.ArmWrite, topics.Delete),
            Read(Subscriptions, Named("ListBySystemTopic"), OnSubscription, subscriptions.List),
            Read(Subscription, Named("Get"), OnSubscription, subscriptions.Get),
            new("PUT", Subscription, Named("CreateOrUpdate"), OnSubscription + "/write", Quota.ArmWrite, subscriptions.Put),
            new("DELETE", Subscription, Named("Delete"), OnSubscription + "/delete", Quota.ArmWrite, subscriptions.Delete),
        ];
    }

    private static string Named(string what) => $"SystemTopicEventSubscriptions_{what}";

    private static Route Read(string pattern, string name, string type, Func<Exchange, Task> answer) =>
        new("GET", pattern, name, type + "/read", Quota.ArmRead, answer);
}
