using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Placing;

/// <summary>What can be asked about capacity reservations.</summary>
internal static class ReservationRoutes
{
    private const string Home = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/capacityReservationGroups";
    private const string Group = Home + "/{reservations}";
    private const string One = Group + "/capacityReservations/{reservation}";
    private const string GroupAction = "Microsoft.Compute/capacityReservationGroups";
    private const string Action = GroupAction + "/capacityReservations";

    public static Route[] Of(SimulatedAzure azure)
    {
        var (groups, reservations) = (new ReservationGroupEndpoint(azure), new ReservationEndpoint(azure));
        return
        [
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/capacityReservationGroups", "CapacityReservationGroups_ListBySubscription", GroupAction + "/read", Quota.ArmRead, groups.List),
            new("GET", Group, "CapacityReservationGroups_Get", GroupAction + "/read", Quota.ArmRead, groups.Get),
            new("PUT", Group, "CapacityReservationGroups_CreateOrUpdate", GroupAction + "/write", Quota.ArmWrite, groups.Put),
            new("DELETE", Group, "CapacityReservationGroups_Delete", GroupAction + "/delete", Quota.ArmWrite, groups.Delete),
            new("GET", Group + "/capacityReservations", "CapacityReservations_ListByCapacityReservationGroup", Action
                + "/read", Quota.ArmRead, reservations.List),
            new("GET", One, "CapacityReservations_Get", Action + "/read", Quota.ArmRead,
            reservations.Get) { Options = ["$expand=instanceView"] },
            new("PUT", One, "CapacityReservations_CreateOrUpdate", Action + "/write", Quota.ArmWrite, reservations.Put),
            new("PATCH", One, "CapacityReservations_Update", Action + "/write", Quota.ArmWrite, reservations.Patch),
            new("DELETE", One, "CapacityReservations_Delete", Action + "/delete", Quota.ArmWrite, reservations.Delete),
        ];
    }
}
