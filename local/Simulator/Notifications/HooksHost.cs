using System.Text;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Notifications;

/// <summary>hooks.contoso.example: takes every POST and remembers it.</summary>
internal sealed class HooksHost(DeliveryLog log, TimeProvider time) : SimulatedHost
{
    // Nothing of Azure: only a rule makes it fail.
    public override bool Fails => false;

    public override bool Serves(string host) => host is "hooks.contoso.example";

    public override Operation? Find(Exchange exchange) =>
        exchange.Method is "POST" ? new Operation("Hooks_Post", null, Take) { Target = exchange.Path } : null;

    public override Refusal? Misses(Exchange exchange) => new(405, "MethodNotAllowed", "Send a POST.");

    private Task Take(Exchange exchange)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in exchange.Request.Headers)
            headers[name] = value.ToString();
        log.Add(new(exchange.Method, exchange.Path, headers, Encoding.UTF8.GetString(exchange.Body), time.GetUtcNow()));
        exchange.Response.StatusCode = 202;
        exchange.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
