using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>The disks of machines, to be read only.</summary>
internal sealed class DiskEndpoint(SimulatedAzure azure)
{
    public Task Get(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.GroupNotFound(exchange);
        return MachineDisk.Find(azure.Fleet, exchange.Path.TrimEnd('/'), azure.Time.GetUtcNow()) is { } disk
            ? exchange.Json(200, writer => DiskDocument.Of(disk, azure.Time.GetUtcNow()).WriteTo(writer))
            : ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/disks/{exchange.Route["disk"]}");
    }
}
