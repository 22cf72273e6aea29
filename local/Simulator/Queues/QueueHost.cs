using OpsFunctions.Simulator.Blobs;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;

namespace OpsFunctions.Simulator.Queues;

/// <summary>{account}.queue.core.windows.net. Every account exists; queues must be created.</summary>
internal sealed class QueueHost(QueueStore store, Fleet fleet, Gate gate) : SimulatedHost
{
    private const string Domain = ".queue.core.windows.net";

    private readonly QueueEndpoint _queues = new(store);
    private readonly MessageEndpoint _messages = new(store);

    public override IReadOnlyList<string> Audiences => StorageErrors.Audiences;

    public override bool Serves(string host) => host.EndsWith(Domain, StringComparison.Ordinal);

    public override Operation? Find(Exchange exchange)
    {
        if (QueuePlace.Of(Account(exchange), exchange.Path) is not { } place)
            return null;
        if (place.Queue.Length == 0)
            return OnAccount(exchange, place);
        if (place.Message.Length > 0)
            return OnMessage(exchange, place);
        return place.IsMessages ? OnMessages(exchange, place) : OnQueue(exchange, place);
    }

    public override Refusal? Forbid(Exchange exchange, Operation operation)
    {
        var scope = QueueRights.ScopeOf(StorageAccounts.IdOf(fleet, Account(exchange)), QueuePlace.Of("", exchange.Path)?.Queue ?? "");
        var isAllowed = QueueRights.Of(operation.Name).Any(needed => gate.Holds(exchange.Caller, needed, scope));
        return isAllowed ? null : StorageErrors.Forbidden;
    }

    public override Task Refuse(Exchange exchange, int status, string code, string message) =>
        StorageErrors.Refuse(exchange, status, code, message);

    public override Task Challenge(Exchange exchange, TokenProblem problem, string tenantId) =>
        StorageErrors.Challenge(exchange, problem, tenantId);

    public static Task Refuse(Exchange exchange, SimulatedHost host, QueueRefusal refusal) =>
        host.Refuse(exchange, refusal.Status, refusal.Code, refusal.Message);

    public static Task Empty(Exchange exchange, int status)
    {
        exchange.Response.StatusCode = status;
        // A 204 has no length.
        exchange.Response.ContentLength = status == 204 ? null : 0;
        return Task.CompletedTask;
    }

    private Operation? OnAccount(Exchange exchange, QueuePlace place) => (exchange.Method, exchange.Query("comp")) is ("GET", "list")
        ? Is("Service_ListQueuesSegment", exchange, place, _queues.List)
        : null;

    private Operation? OnQueue(Exchange exchange, QueuePlace place) => (exchange.Method, exchange.Query("comp")) switch
    {
        ("PUT", null) => Is("Queue_Create", exchange, place, _queues.Create),
        ("DELETE", null) => Is("Queue_Delete", exchange, place, _queues.Delete),
        ("GET" or "HEAD", "metadata") => Is("Queue_GetProperties", exchange, place, _queues.Properties),
        ("PUT", "metadata") => Is("Queue_SetMetadata", exchange, place, _queues.SetMetadata),
        _ => null,
    };

    private Operation? OnMessages(Exchange exchange, QueuePlace place) => exchange.Method switch
    {
        "POST" => Is("Messages_Enqueue", exchange, place, _messages.Put),
        "GET" when string.Equals(exchange.Query("peekonly"), "true", StringComparison.OrdinalIgnoreCase) =>
            Is("Messages_Peek", exchange, place, _messages.Peek),
        "GET" => Is("Messages_Dequeue", exchange, place, _messages.Get),
        "DELETE" => Is("Messages_Clear", exchange, place, _messages.Clear),
        _ => null,
    };

    private Operation? OnMessage(Exchange exchange, QueuePlace place) => exchange.Method switch
    {
        "PUT" => Is("MessageId_Update", exchange, place, _messages.Update),
        "DELETE" => Is("MessageId_Delete", exchange, place, _messages.Delete),
        _ => null,
    };

    private Operation Is(string name, Exchange exchange, QueuePlace place, Func<Exchange, QueuePlace, SimulatedHost, Task> answer) =>
        new(name, QueueRights.Of(name)[0][0].Action, request =>
        {
            request.SetHeader("x-ms-version", request.Header("x-ms-version") ?? "2025-01-05");
            var refusal = place.Queue.Length == 0 ? null : QueueNames.Refusal(place.Queue);
            return refusal is null ? answer(request, place, this) : Refuse(request, this, refusal);
        })
        {
            Target = exchange.Host + exchange.Path,
            Options = Options(name),
            Headers = ["x-ms-meta-*"],
            Changes = name is not ("Service_ListQueuesSegment" or "Queue_GetProperties" or "Messages_Peek"),
            // A queue is the app's own, and has many messages.
            IsKept = false,
        };

    private static IReadOnlyList<string> Options(string name) => name switch
    {
        "Service_ListQueuesSegment" => ["comp", "timeout", "prefix", "marker", "maxresults", "include=metadata"],
        "Messages_Enqueue" => ["timeout", "visibilitytimeout", "messagettl"],
        "Messages_Peek" => ["timeout", "numofmessages", "peekonly"],
        "Messages_Dequeue" => ["timeout", "numofmessages", "visibilitytimeout", "peekonly=false"],
        "MessageId_Update" => ["timeout", "popreceipt", "visibilitytimeout"],
        "MessageId_Delete" => ["timeout", "popreceipt"],
        "Queue_GetProperties" or "Queue_SetMetadata" => ["comp", "timeout"],
        _ => ["timeout"],
    };

    private static string Account(Exchange exchange) => exchange.Host[..^Domain.Length];
}
