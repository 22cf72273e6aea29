using System.Text.Json;
using OpsFunctions.Simulator.Governance;

namespace OpsFunctions.Simulator.Http;

/// <summary>
/// The simulator's own address, for other processes: GET /_sim/health, GET and POST /_sim/clock, GET /_sim/calls.
/// Reached without the header that carries another host, or under the name control.simulated.
/// </summary>
internal sealed class ControlHost(SimulatedAzure azure) : SimulatedHost
{
    public const string Name = "control.simulated";

    public override bool Fails => false;

    public override bool Serves(string host) => host is Name;

    public override Operation? Find(Exchange exchange) => (exchange.Method, exchange.Path) switch
    {
        ("GET", "/_sim/health") => Is("Simulator_Health", exchange, Health),
        ("GET", "/_sim/clock") => Is("Simulator_Clock", exchange, Clock),
        ("POST", "/_sim/clock") => Is("Simulator_Advance", exchange, Advance),
        ("GET", "/_sim/calls") => Is("Simulator_Calls", exchange, Calls),
        _ => null,
    };

    public override Refusal? Misses(Exchange exchange) =>
        new(404, "NotFound", "Known are GET /_sim/health, GET /_sim/clock, POST /_sim/clock {\"advanceTo\":\"...\"} and GET /_sim/calls.");

    private static Operation Is(string name, Exchange exchange, Func<Exchange, Task> answer) =>
        new(name, null, answer) { Target = exchange.Path };

    private Task Health(Exchange exchange) => exchange.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("status", "ok");
        writer.WriteString("clientId", azure.ClientId);
        writer.WriteString("principalId", azure.PrincipalId);
        writer.WriteStartObject("identities");
        foreach (var one in azure.Suite.All)
            writer.WriteString(one.Name, one.ClientId);
        writer.WriteEndObject();
        writer.WriteString("tenantId", azure.TenantId);
        writer.WriteStartArray("subscriptions");
        foreach (var subscription in azure.Fleet.Subscriptions)
            writer.WriteStringValue(subscription.Id);
        writer.WriteEndArray();
        writer.WriteNumber("machines", azure.Fleet.Machines.Count);
        // This request is one of them.
        writer.WriteNumber("requestsInFlight", azure.RequestsInFlight - 1);
        writer.WriteEndObject();
    });

    private Task Clock(Exchange exchange) => exchange.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("now", azure.Time.GetUtcNow());
        if (azure.Time is SimulatedClock { NextDue: { } due })
            writer.WriteString("nextDue", due);
        else
            writer.WriteNull("nextDue");
        writer.WriteEndObject();
    });

    private Task Advance(Exchange exchange)
    {
        if (azure.Time is not SimulatedClock clock)
            return Refuse(exchange, 409, "Conflict", "This simulator's time is not its own to move.");
        if (ReadMoment(exchange.Body) is not { } moment)
            return Refuse(exchange, 400, "BadRequest", "Send {\"advanceTo\":\"2026-01-05T00:00:00Z\"}.");
        try
        {
            clock.AdvanceTo(moment);
        }
        catch (ArgumentOutOfRangeException e)
        {
            return Refuse(exchange, 409, "Conflict", e.Message);
        }
        return Clock(exchange);
    }

    private Task Calls(Exchange exchange) => exchange.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("total", azure.Calls.Total);
        writer.WriteStartArray("counts");
        foreach (var count in azure.Calls.Counts)
        {
            writer.WriteStartObject();
            writer.WriteString("operation", count.Operation);
            writer.WriteNumber("status", count.Status);
            writer.WriteNumber("calls", count.Calls);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("changes", azure.Calls.Changes.Count);
        writer.WriteStartArray("unknown");
        foreach (var request in azure.Calls.Unknown)
            writer.WriteStringValue(request);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static DateTimeOffset? ReadMoment(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("advanceTo", out var value) && value.TryGetDateTimeOffset(out var moment)
                ? moment
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
