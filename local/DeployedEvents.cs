using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;

namespace OpsFunctions.Local.Cli;

/// <summary>What a deployment sets up in each subscription: Event Grid delivers to the app's queue what the app reads.</summary>
internal static class DeployedEvents
{
    /// <summary>Types of events of the resource manager: what has happened, not what failed.</summary>
    private static readonly string[] Types =
    [
        "Microsoft.Resources.ResourceWriteSuccess", "Microsoft.Resources.ResourceDeleteSuccess",
        "Microsoft.Resources.ResourceActionSuccess",
    ];

    // Every snapshot taken and every tag set would be a message, and nobody reads those.
    private static readonly EventFilter Operations =
        new("StringBeginsWith", "data.operationName", "Microsoft.Authorization/", "Microsoft.Compute/virtualMachines/");

    public static void Set(SimulatedAzure azure, string account)
    {
        foreach (var subscription in azure.Fleet.Subscriptions)
        {
            var options = new EventSubscriptionOptions { SubscriptionId = subscription.Id, Account = account, Queue = EventQueue.Name };
            azure.Events.Subscribe(options with { EventTypes = Types, Filters = [Operations] });
            azure.Events.Subscribe(options with { TopicType = TopicTypes.Health });
        }
    }
}
