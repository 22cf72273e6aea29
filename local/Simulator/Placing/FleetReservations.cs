namespace OpsFunctions.Simulator.Placing;

/// <summary>The reservations of machines that were built with a group: one a size and zone, just large enough.</summary>
internal static class FleetReservations
{
    public static IEnumerable<(CapacityReservationGroup Group, CapacityReservation Reservation)> Of(Fleet fleet)
    {
        var members = fleet.Machines.Where(machine => machine.Platform.CapacityReservationGroup is not null).ToList();
        var kinds = members.GroupBy(machine => (Group: machine.Platform.CapacityReservationGroup!, machine.Size.Name, machine.Zone));
        foreach (var kind in kinds)
        {
            var first = kind.First();
            var created = kind.Min(machine => machine.CreatedAt);
            var zones = members.Where(machine => machine.Platform.CapacityReservationGroup == kind.Key.Group)
                .Select(machine => machine.Zone).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            yield return (
                new CapacityReservationGroup(
                    kind.Key.Group, first.Region, zones, new Dictionary<string, string>(StringComparer.Ordinal), created),
                new CapacityReservation
                {
                    Id = $"{kind.Key.Group}/capacityReservations/cr-{kind.Key.Name.ToLowerInvariant().Replace('_', '-')}{(kind.Key.Zone is { } zone ? "-" + zone : "")}",
                    Group = kind.Key.Group,
                    Size = kind.Key.Name,
                    Zone = kind.Key.Zone,
                    Quantity = kind.Count(),
                    EffectiveAt = created,
                    CreatedAt = created,
                });
        }
    }
}
