using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Placing;

/// <summary>Capacity reservation groups. They are made and deleted at once.</summary>
internal sealed class ReservationGroupEndpoint(SimulatedAzure azure)
{
    public static string IdOf(Exchange exchange, SimulatedResourceGroup group) =>
        $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/Microsoft.Compute/capacityReservationGroups/{exchange.Route["reservations"]}";

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var groups = azure.Reservations.Groups.Where(one => one.Id.StartsWith(
            $"/subscriptions/{subscription.Id}/", StringComparison.OrdinalIgnoreCase)).ToList();
        return Pages.Write(
            exchange, groups, int.MaxValue / 2, (writer, one) => ReservationDocument.Of(
                one, azure.Reservations, ComputeNames.AsListed(one.Id), StateOf(exchange, "Succeeded")).WriteTo(writer));
    }

    public Task Get(Exchange exchange) => Answer(exchange, home => azure.Reservations.FindGroup(IdOf(exchange, home)) is { } group
        ? new Outcome(
            200, ReservationDocument.Of(group, azure.Reservations, ComputeNames.AsListed(group.Id), StateOf(exchange, "Succeeded")))
        : NotFound(exchange, home));

    public Task Put(Exchange exchange) => Answer(exchange, home =>
    {
        if (ReservationRequest.Read(exchange.Body) is not { } wanted)
            return RequestBody.Invalid;
        if (wanted.Location is null || Regions.Find(wanted.Location) is not { } region)
            return Outcome.Refused(
                400, "LocationNotAvailableForResourceType",
                $"The provided location '{wanted.Location}' is not available for resource type 'Microsoft.Compute/capacityReservationGroups'.");
        var present = azure.Reservations.FindGroup(IdOf(exchange, home));
        if (present is not null && !present.Zones.SequenceEqual(wanted.Zones, StringComparer.Ordinal))
            return Changes.ResizeRules.PropertyChange("zones");
        var group = new CapacityReservationGroup(present?.Id
            ?? IdOf(exchange, home), region.Name, wanted.Zones, wanted.Tags, present?.CreatedAt ?? azure.Time.GetUtcNow());
        azure.Reservations.Keep(group);
        // Recorded: its id is told with the group in capitals.
        var id = ComputeNames.AsListed(group.Id);
        if (StateOf(exchange, present is null ? "Creating" : "Updating") is not { } state)
            return new Outcome(present is null ? 201 : 200, ReservationDocument.Of(group, azure.Reservations, id));
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(exchange, group.Id, group.Region, (1, 2)) with { Form = PollingForm.WriteReservation });
        return Outcome.Accepted(operation, present is null ? 201 : 200, ReservationDocument.Of(group, azure.Reservations, id, state));
    });

    public Task Delete(Exchange exchange) => Answer(exchange, home =>
    {
        if (azure.Reservations.FindGroup(IdOf(exchange, home)) is not { } group)
            return new Outcome(204, Body: null);
        if (azure.Reservations.Of(group.Id).Count > 0 || azure.Reservations.InGroup(group.Id).Any())
            return Outcome.Refused(
                409, "OperationNotAllowed",
                $"Capacity reservation group '{group.Name}' cannot be deleted as it still has capacity reservations or associated virtual machines. Please refer to https://aka.ms/CapacityReservation for more details.");
        azure.Reservations.RemoveGroup(group.Id);
        return new Outcome(200, Body: null);
    });

    private static string? StateOf(Exchange exchange, string state) =>
        exchange.Query("api-version") is not null && ApiVersions.Since(exchange, ReservationDocument.GroupsAreLong) ? state : null;

    private Task Answer(Exchange exchange, Func<SimulatedResourceGroup, Outcome> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } home)
            return ScopeEndpoint.GroupNotFound(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            outcome = act(home);
        }
        return outcome.Write(exchange);
    }

    public static Outcome NotFound(Exchange exchange, SimulatedResourceGroup home) => Outcome.Refused(
        404, "ResourceNotFound",
        $"The Resource 'Microsoft.Compute/capacityReservationGroups/{exchange.Route["reservations"]}' under resource group '{home.Name}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
}
