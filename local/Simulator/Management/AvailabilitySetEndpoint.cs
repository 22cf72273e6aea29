using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>Availability sets: one, and the sizes its members can be given.</summary>
internal sealed class AvailabilitySetEndpoint(SimulatedAzure azure)
{
    public Task Get(Exchange exchange)
    {
        var members = Members(azure.Fleet, exchange);
        if (members.Count == 0)
            return NotFound(exchange);
        return exchange.Json(200, writer =>
        {
            var name = members[0].AvailabilitySet!;
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString(
                "id",
                $"/subscriptions/{members[0].SubscriptionId}/resourceGroups/{members[0].ResourceGroup}/providers/Microsoft.Compute/availabilitySets/{name}");
            writer.WriteString("type", "Microsoft.Compute/availabilitySets");
            writer.WriteString("location", members[0].Region);
            writer.WriteStartObject("properties");
            writer.WriteNumber("platformUpdateDomainCount", 5);
            writer.WriteNumber("platformFaultDomainCount", 2);
            writer.WriteStartArray("virtualMachines");
            foreach (var member in members)
            {
                writer.WriteStartObject();
                writer.WriteString("id", member.Id);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteStartObject("sku");
            writer.WriteString("name", "Aligned");
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    public Task Sizes(Exchange exchange)
    {
        var members = Members(azure.Fleet, exchange);
        return members.Count == 0
            ? NotFound(exchange)
            : AvailableSizes.Write(exchange, members[0], isHeldByHardware: AnyRuns(members, azure.Time.GetUtcNow()));
    }

    /// <summary>Whether a set's hardware is settled: one running member is enough.</summary>
    public static bool AnyRuns(IEnumerable<Machine> members, DateTimeOffset now) =>
        members.Any(member => member.PowerAt(now) is not MachinePower.Deallocated);

    private static List<Machine> Members(Fleet fleet, Exchange exchange) =>
        fleet.MembersOf(exchange.Route["subscription"], exchange.Route["group"], exchange.Route["set"]);

    private Task NotFound(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.GroupNotFound(exchange);
        return ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/availabilitySets/{exchange.Route["set"]}");
    }
}
