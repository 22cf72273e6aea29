using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Placing;

/// <summary>Capacity reservations and their groups as Azure describes them.</summary>
internal static class ReservationDocument
{
    /// <summary>Groups tell their state since then, and are made by an operation.</summary>
    public const string GroupsAreLong = "2026-04-01";

    public static JsonObject Of(CapacityReservationGroup group, Reservations reservations, string? id = null, string? state = null)
    {
        var document = new JsonObject
        {
            ["name"] = group.Name,
            ["id"] = id ?? group.Id,
            ["type"] = "Microsoft.Compute/capacityReservationGroups",
            ["location"] = group.Region,
        };
        if (group.Tags.Count > 0)
            document["tags"] = TagText.Of(group.Tags);
        if (group.Zones.Count > 0)
            document["zones"] = new JsonArray([.. group.Zones.Select(zone => JsonValue.Create(zone))]);
        var properties = new JsonObject();
        AddIds(properties, "capacityReservations", reservations.Of(group.Id).Select(one => one.Id));
        AddIds(properties, "virtualMachinesAssociated", reservations.InGroup(group.Id).Select(one => one.Id));
        if (state is not null)
        {
            properties["reservationType"] = "Targeted";
            properties["provisioningState"] = state;
        }
        document["properties"] = properties;
        return document;
    }

    /// <summary>What is empty is absent; when it was provisioned it tells when that is over.</summary>
    public static JsonObject Of(CapacityReservation reservation, Reservations reservations, DateTimeOffset now, bool withInstanceView, string? id = null)
    {
        var state = State(reservation, now);
        var properties = new JsonObject
        {
            ["reservationId"] = Noise.Id(Noise.Of(reservation.Id), "reservation").ToString(),
            ["platformFaultDomainCount"] = 3,
        };
        AddIds(properties, "virtualMachinesAssociated", reservations.Associated(reservation).Select(one => one.Id));
        if (state is "Succeeded")
            properties["provisioningTime"] = InstanceView.Time(reservation.Operation?.End ?? reservation.CreatedAt);
        properties["provisioningState"] = state;
        properties["timeCreated"] = InstanceView.Time(reservation.CreatedAt);
        if (withInstanceView)
            properties["instanceView"] = View(reservation, reservations, now, state);
        var document = new JsonObject
        {
            ["name"] = reservation.Name,
            ["id"] = id ?? reservation.Id,
            ["type"] = "Microsoft.Compute/capacityReservationGroups/capacityReservations",
            ["location"] = reservations.FindGroup(reservation.Group)?.Region,
        };
        if (reservation.Tags.Count > 0)
            document["tags"] = TagText.Of(reservation.Tags);
        document["sku"] = new JsonObject { ["name"] = reservation.Size, ["capacity"] = reservation.Quantity };
        if (reservation.Zone is { } zone)
            document["zones"] = new JsonArray(zone);
        document["properties"] = properties;
        return document;
    }

    private static JsonObject View(CapacityReservation reservation, Reservations reservations, DateTimeOffset now, string state)
    {
        var used = new JsonObject { ["currentCapacity"] = reservation.QuantityAt(now) };
        AddIds(used, "virtualMachinesAllocated", reservations.Allocated(reservation, now).Select(one => one.Id));
        var code = $"ProvisioningState/{state.ToLowerInvariant()}";
        return new JsonObject
        {
            ["utilizationInfo"] = used, ["statuses"] = new JsonArray(new JsonObject { ["code"] = code, ["level"] = "Info", ["displayStatus"] = state }),
        };
    }

    private static string State(CapacityReservation reservation, DateTimeOffset now) => reservation.Deletion is not null ? "Deleting" : reservation.Operation switch
    {
        { } last when last.IsInProgress(now) => reservation.CreatedAt == last.Start ? "Creating" : "Updating",
        { Error: not null } => "Failed",
        _ => "Succeeded",
    };

    private static void AddIds(JsonObject to, string name, IEnumerable<string> ids)
    {
        var found = new JsonArray([.. ids.Select(id => new JsonObject { ["id"] = id })]);
        if (found.Count > 0)
            to[name] = found;
    }
}
