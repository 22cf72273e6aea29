using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Placing;

/// <summary>Capacity reservations and their groups as Azure describes them.</summary>
internal static class ReservationDocument
{
    public static JsonObject Of(CapacityReservationGroup group, Reservations reservations) => new()
    {
        ["name"] = group.Name,
        ["id"] = group.Id,
        ["type"] = "Microsoft.Compute/capacityReservationGroups",
        ["location"] = group.Region,
        ["tags"] = TagText.Of(group.Tags),
        ["zones"] = group.Zones.Count == 0 ? null : new JsonArray([.. group.Zones.Select(zone => JsonValue.Create(zone))]),
        ["properties"] = new JsonObject
        {
            ["capacityReservations"] = Ids(reservations.Of(group.Id).Select(one => one.Id)),
            ["virtualMachinesAssociated"] = Ids(reservations.InGroup(group.Id).Select(one => one.Id)),
        },
    };

    public static JsonObject Of(CapacityReservation reservation, Reservations reservations, DateTimeOffset now, bool withInstanceView)
    {
        var properties = new JsonObject
        {
            ["reservationId"] = Noise.Id(Noise.Of(reservation.Id), "reservation").ToString(),
            ["platformFaultDomainCount"] = 1,
            ["virtualMachinesAssociated"] = Ids(reservations.Associated(reservation).Select(one => one.Id)),
            ["provisioningTime"] = InstanceView.Time(reservation.CreatedAt),
            ["provisioningState"] = State(reservation, now),
            ["timeCreated"] = InstanceView.Time(reservation.CreatedAt),
        };
        if (withInstanceView)
        {
            properties["instanceView"] = new JsonObject
            {
                ["utilizationInfo"] = new JsonObject
                {
                    ["currentCapacity"] = reservation.QuantityAt(now),
                    ["virtualMachinesAllocated"] = Ids(reservations.Allocated(reservation, now).Select(one => one.Id)),
                },
                ["statuses"] = new JsonArray(new JsonObject
                {
                    ["code"] = $"ProvisioningState/{State(reservation, now).ToLowerInvariant()}", ["level"] = "Info", ["displayStatus"] = State(reservation, now),
                }),
            };
        }
        return new JsonObject
        {
            ["name"] = reservation.Name,
            ["id"] = reservation.Id,
            ["type"] = "Microsoft.Compute/capacityReservationGroups/capacityReservations",
            ["location"] = reservations.FindGroup(reservation.Group)?.Region,
            ["tags"] = TagText.Of(reservation.Tags),
            ["sku"] = new JsonObject { ["name"] = reservation.Size, ["capacity"] = reservation.Quantity },
            ["zones"] = reservation.Zone is { } zone ? new JsonArray(zone) : null,
            ["properties"] = properties,
        };
    }

    private static string State(CapacityReservation reservation, DateTimeOffset now) => reservation.Operation switch
    {
        { } last when last.IsInProgress(now) => reservation.CreatedAt == last.Start ? "Creating" : "Updating",
        { Error: not null } => "Failed",
        _ => "Succeeded",
    };

    private static JsonArray Ids(IEnumerable<string> ids) => new([.. ids.Select(id => new JsonObject { ["id"] = id })]);
}
