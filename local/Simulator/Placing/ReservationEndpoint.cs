using OpsFunctions.Simulator.Changes;
using System.Globalization;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Placing;

/// <summary>Capacity reservations. What takes capacity or gives it back takes a moment.</summary>
internal sealed class ReservationEndpoint(SimulatedAzure azure)
{
    private static readonly (int From, int To) Seconds = (10, 40);

    private DateTimeOffset Now => azure.Time.GetUtcNow();

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } home)
            return ScopeEndpoint.GroupNotFound(exchange);
        return Pages.Write(exchange, azure.Reservations.Of(ReservationGroupEndpoint.IdOf(exchange, home)), int.MaxValue / 2, (
            writer, one) =>
            Shown(exchange, one, new Outcome(
                200, ReservationDocument.Of(one, azure.Reservations, Now, withInstanceView: false, ComputeNames.AsListed(one.Id))))
                    .Body!.WriteTo(writer));
    }

    public Task Get(Exchange exchange)
    {
        var withView = string.Equals(exchange.Query("$expand"), "instanceView", StringComparison.OrdinalIgnoreCase);
        return Answer(exchange, (_, _, present) => present is null ? null : Shown(
            exchange, present, new Outcome(
                200, ReservationDocument.Of(present, azure.Reservations, Now, withView, ComputeNames.AsAsked(exchange, present.Id)))));
    }

    public Task Put(Exchange exchange) => Answer(exchange, (group, id, present) =>
    {
        if (ReservationRequest.Read(exchange.Body) is not { Size: { } name, Quantity: >= 0 } wanted)
            return Outcome.Refused(400, "InvalidParameter", "Required parameter 'sku' is missing (null) or its capacity is negative.");
        if (SizeCatalogue.Find(name) is not { } size)
            return Outcome.Refused(400, "InvalidParameter", $"The value {name} of parameter 'sku.name' is invalid.");
        var zone = wanted.Zones.Count > 0 ? wanted.Zones[0] : null;
        if (present is not null && (!present.Size.Equals(size.Name, StringComparison.Ordinal) || present.Zone != zone))
            return Changes.ResizeRules.PropertyChange(present.Zone != zone ? "zones" : "sku.name");
        if (Refusal(group, size, zone) is { } refusal)
            return refusal;
        return Keep(exchange, group, present ?? new CapacityReservation
        {
            Id = id, Group = group.Id, Size = size.Name, Zone = zone, Quantity = 0, EffectiveAt = Now, CreatedAt = Now, Tags = wanted.Tags,
        }, wanted.Quantity ?? 0, present is null ? 201 : 200);
    });

    public Task Patch(Exchange exchange) => Answer(exchange, (group, _, present) =>
    {
        if (present is null)
            return null;
        if (ReservationRequest.Read(exchange.Body) is not { } wanted || wanted.Quantity < 0)
            return Outcome.Refused(400, "InvalidParameter", "The value of parameter 'sku.capacity' is invalid.");
        return Keep(exchange, group, present, wanted.Quantity ?? present.Quantity, 200);
    });

    public Task Delete(Exchange exchange) => Answer(exchange, (group, _, present) =>
    {
        if (present is null)
            return new Outcome(204, Body: null);
        if (Busy(present) is { } busy)
            return busy;
        if (azure.Reservations.Associated(present).Any())
            return Outcome.Refused(
                409, "OperationNotAllowed",
                $"Capacity reservation '{present.Name}' cannot be deleted as virtual machines are associated with it. Please remove their association with the capacity reservation group first. Please refer to https://aka.ms/CapacityReservation for more details.");
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(exchange, present.Id, group.Region, Seconds) with { Form = PollingForm.DeleteReservation });
        if (operation.HasEffect)
            azure.Reservations.Keep(present with { Deletion = operation });
        return Outcome.Accepted(operation);
    });

    private static Outcome? Refusal(CapacityReservationGroup group, VmSize size, string? zone)
    {
        if (!size.Reservable)
            return Outcome.Refused(
                400, "InvalidParameter",
                $"The VM size '{size.Name}' is not supported for capacity reservation in location '{group.Region}'. Please refer to https://aka.ms/CapacityReservation for supported sizes.");
        if (zone is null != (group.Zones.Count == 0) || (zone is not null && !group.Zones.Contains(zone, StringComparer.Ordinal)))
            return Outcome.Refused(
                400, "InvalidParameter",
                $"The zone '{zone}' of the capacity reservation must be one of its capacity reservation group's zones '{string.Join(',', group.Zones)}'.");
        var subscription = group.Id.Split('/')[2];
        return SizeCatalogue.OfferedIn(size, group.Region) && !SizeCatalogue.RestrictedIn(size, group.Region, subscription)
            && (zone is null || SizeCatalogue.OpenZones(size, group.Region).Contains(zone, StringComparer.Ordinal))
            ? null
            : Outcome.Refused(
                409, "SkuNotAvailable",
                $"The requested size for resource '{group.Id}' is currently not available in location '{group.Region}' zones '{zone}' for subscription '{subscription}'. Please try another size or deploy to a different location or zones. See https://aka.ms/azureskunotavailable for details.");
    }

    private Outcome Keep(Exchange exchange, CapacityReservationGroup group, CapacityReservation present, int quantity, int status)
    {
        if (Busy(present) is { } busy)
            return busy;
        var wasThere = azure.Reservations.Find(present.Id) is not null;
        var wanted = present with { QuantityBefore = present.QuantityAt(Now), Quantity = quantity };
        if (azure.Limits.Exceeded(group.Id.Split('/')[2], group.Region, Now, new QuotaChange { Reservation = wanted }) is { } exceeded)
            return Outcome.Refused(exceeded);
        // What machines of the group already have need not be found.
        var more = quantity - Math.Max(wanted.QuantityBefore, azure.Reservations.Allocated(present, Now).Count());
        var lack = more > 0 && azure.Capacity.Lacks(present.Size, group.Region, present.Zone, Now)
            ? azure.Capacity.Failure(present.Id, present.Zone, Now)
            : null;
        if (lack is { IsImmediate: true })
            return Outcome.Refused(lack.Error);
        var operation = azure.Operations.Keep(
            azure.Operations.Begin(exchange, present.Id, group.Region, Seconds, lack?.Error) with { Form = PollingForm.WriteReservation });
        // What failed stays behind, holding what it held before.
        wanted = wanted with { Version = wasThere ? present.VersionAt(
            Now) + 1 : 1, Operation = operation, EffectiveAt = operation.End,
            Quantity = operation.HasEffect ? quantity : wanted.QuantityBefore };
        azure.Reservations.Keep(wanted);
        return Shown(exchange, wanted, Outcome.Accepted(
            operation, status, ReservationDocument.Of(
                wanted, azure.Reservations, Now, withInstanceView: false, ComputeNames.AsAsked(exchange, wanted.Id))));
    }

    private Outcome Shown(Exchange exchange, CapacityReservation reservation, Outcome outcome)
    {
        if (!ApiVersions.Since(exchange, ApiVersions.Etags))
            return outcome;
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{reservation.VersionAt(Now)}\"");
        outcome.Body!["etag"] = etag;
        return outcome with { Etag = etag };
    }

    private Outcome? Busy(CapacityReservation reservation) => reservation.Deletion is not null
        ? Outcome.Refused(409, "OperationNotAllowed", $"Capacity reservation '{reservation.Name}' is being deleted.")
        : reservation.Operation?.IsInProgress(Now) is true
        ? Outcome.Refused(
            409, "AnotherOperationInProgress",
            $"Another operation on this or dependent resource is in progress: '{reservation.Operation.Id}' on '{reservation.Id}'.")
        : null;

    private Task Answer(Exchange exchange, Func<CapacityReservationGroup, string, CapacityReservation?, Outcome?> act)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } home)
            return ScopeEndpoint.GroupNotFound(exchange);
        Outcome outcome;
        lock (azure.Changing)
        {
            if (azure.Reservations.FindGroup(ReservationGroupEndpoint.IdOf(exchange, home)) is not { } group)
            {
                // Nothing is left to delete.
                outcome = exchange.Method is "DELETE" ? new Outcome(204, Body: null) : ReservationGroupEndpoint.NotFound(exchange, home);
            }
            else
            {
                var id = $"{group.Id}/capacityReservations/{exchange.Route["reservation"]}";
                outcome = act(group, id, azure.Reservations.Find(id)) ?? Outcome.Refused(
                    404, "ResourceNotFound",
                    $"The Resource 'Microsoft.Compute/capacityReservationGroups/{group.Name}/capacityReservations/{exchange.Route["reservation"]}' under resource group '{home.Name}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
            }
        }
        return outcome.Write(exchange);
    }
}
