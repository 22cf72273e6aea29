using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;
using OpsFunctions.Simulator.Queues;

namespace OpsFunctions.Tests.Simulator.Events;

/// <summary>A simulated Azure whose events come into one queue.</summary>
internal sealed class EventStage : IAsyncDisposable
{
    public const string Account = "opsstate";
    public const string Queue = "ops-events";

    private EventStage(SimulatedClients clients) => Clients = clients;

    public SimulatedClients Clients { get; }

    public SimulatedAzure Azure => Clients.Azure;

    public IReadOnlyList<QueuedMessage> Messages => Azure.Queues.Messages(Account, Queue);

    /// <summary>The events in the queue, in the order in which they were put.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. Messages.OrderBy(one => one.Inserted).Select(one => JsonSerializer.Deserialize<JsonElement>(one.Text))];

    public static async Task<EventStage> Start(EventGridOptions? options = null, int machines = 60) => new(await SimulatedClients.Start(
        machines, new SimulatedAzureOptions { EnforceThrottling = false, Events = options ?? new() }));

    public static async Task<EventStage> Subscribed(
        EventGridOptions? options = null, Func<EventSubscriptionOptions, EventSubscriptionOptions>? with = null)
    {
        var stage = await Start(options);
        stage.Subscribe(with);
        return stage;
    }

    public string Subscribe(Func<EventSubscriptionOptions, EventSubscriptionOptions>? with = null)
    {
        var options = new EventSubscriptionOptions { SubscriptionId = Machine.SubscriptionId, Account = Account, Queue = Queue };
        return Azure.Events.Subscribe(with?.Invoke(options) ?? options);
    }

    public Machine Machine => Clients.Plain();

    /// <summary>A person tags the machine, which is one event.</summary>
    public void Tag(string value = "1") => Azure.SetTagAsSomebodyElse(Machine, "a", value);

    public ValueTask DisposeAsync() => Clients.DisposeAsync();
}
