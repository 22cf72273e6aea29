using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>management.azure.com.</summary>
internal sealed class ManagementHost(ManagementRoutes routes, Gate gate, SubscriptionRules rules) : SimulatedHost
{
    public override IReadOnlyList<string> Audiences { get; } =
        ["https://management.azure.com", "https://management.core.windows.net", "https://management.core.windows.net/"];

    public override bool Serves(string host) => host is "management.azure.com";

    public override Operation? Find(Exchange exchange)
    {
        // What lacks its version is refused with its own error, see Misses.
        return exchange.Query("api-version") is null ? null : routes.Table.Find(exchange);
    }

    public override Refusal? Forbid(Exchange exchange, Operation operation) => 
        gate.Forbid(exchange, operation) ?? rules.Forbid(exchange, operation);

    public override Refusal? Misses(Exchange exchange) => exchange.Query("api-version") is null
        ? new Refusal(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
        : null;
}
