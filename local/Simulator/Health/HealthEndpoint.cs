using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Health;

/// <summary>Availability statuses of machines. Form from the REST specification.</summary>
internal sealed class HealthEndpoint(SimulatedAzure azure)
{
    private const int PageSize = 100;

    public static IReadOnlyList<string> Options { get; } = ["$expand=recommendedactions", "$filter"];

    public Task Current(Exchange exchange)
    {
        if (azure.Fleet.Present(MachineEndpoint.IdOf(exchange)) is not { } machine)
            return MachineEndpoint.NotFound(azure.Fleet, exchange);
        return new Outcome(200, Document(machine, ComputeNames.AsAsked(exchange, machine.Id))).Write(exchange);
    }

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var machines = azure.Fleet.Everything
            .Where(one => one.DeletedAt is null && one.SubscriptionId.Equals(subscription.Id, StringComparison.Ordinal)).ToList();
        return Pages.Write(exchange, machines, PageSize, (writer, one) => Document(one, one.Id).WriteTo(writer));
    }

    private JsonObject Document(Machine machine, string id)
    {
        var status = azure.Health.Of(machine);
        var properties = new JsonObject
        {
            ["availabilityState"] = status.State, ["title"] = status.Title, ["summary"] = status.Summary,
            ["reasonType"] = status.ReasonType,
        };
        if (status.State is not "Available")
        {
            properties["context"] = status.Context;
            properties["category"] = status.Category;
        }
        // The specification's own spelling.
        properties["occuredTime"] = JsonAnswers.Timestamp(status.Since);
        properties["reasonChronicity"] = status.State is "Available" || status.Context is HealthAnnotation.Platform
            ? "Transient" : "Persistent";
        properties["reportedTime"] = JsonAnswers.Timestamp(azure.Time.GetUtcNow());
        return new JsonObject
        {
            ["id"] = $"{id}/providers/Microsoft.ResourceHealth/availabilityStatuses/current", ["name"] = "current",
            ["type"] = "Microsoft.ResourceHealth/AvailabilityStatuses", ["location"] = machine.Region, ["properties"] = properties,
        };
    }
}
