using System.Collections.Concurrent;
using OpsFunctions.Simulator.Placing;

namespace OpsFunctions.Simulator;

/// <summary>The capacity reservations there are, those that came with the fleet included.</summary>
public sealed class Reservations
{
    private readonly Fleet _fleet;
    private readonly ConcurrentDictionary<string, CapacityReservationGroup> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, CapacityReservation> _all = new(StringComparer.OrdinalIgnoreCase);

    private readonly TimeProvider _time;

    internal Reservations(Fleet fleet, TimeProvider time)
    {
        (_fleet, _time) = (fleet, time);
        foreach (var (group, reservation) in FleetReservations.Of(fleet))
        {
            _groups.TryAdd(group.Id, group);
            _all.TryAdd(reservation.Id, reservation);
        }
    }

    /// <summary>Groups in order of their ids.</summary>
    public IReadOnlyList<CapacityReservationGroup> Groups => [.. _groups.Values.OrderBy(one => one.Id, StringComparer.Ordinal)];

    /// <summary>Reservations in order of their ids.</summary>
    public IReadOnlyList<CapacityReservation> All => [.. _all.Values.Where(Exists).OrderBy(one => one.Id, StringComparer.Ordinal)];

    internal CapacityReservationGroup? FindGroup(string id) => _groups.GetValueOrDefault(id);

    /// <summary>Also one that is being deleted, until that is over.</summary>
    internal CapacityReservation? Find(string id) => _all.GetValueOrDefault(id) is { } found && Exists(found) ? found : null;

    internal void Keep(CapacityReservationGroup group) => _groups[group.Id] = group;

    internal void Keep(CapacityReservation reservation) => _all[reservation.Id] = reservation;

    internal void RemoveGroup(string id) => _groups.TryRemove(id, out _);


    private bool Exists(CapacityReservation reservation) => !(reservation.Deletion?.End <= _time.GetUtcNow());

    internal IReadOnlyList<CapacityReservation> Of(string group) =>
        [.. All.Where(one => one.Group.Equals(group, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The group's reservation for that size and zone.</summary>
    internal CapacityReservation? Find(string group, string size, string? zone) =>
        Of(group).FirstOrDefault(one => one.Size.Equals(size, StringComparison.OrdinalIgnoreCase) && one.Zone == zone);

    /// <summary>Machines of its group that it is for, whether they are on or not.</summary>
    internal IEnumerable<Machine> Associated(CapacityReservation reservation) => InGroup(reservation.Group)
        .Where(machine => machine.Size.Name.Equals(reservation.Size, StringComparison.OrdinalIgnoreCase)
            && machine.Zone == reservation.Zone);

    /// <summary>Those of them that have a place.</summary>
    internal IEnumerable<Machine> Allocated(CapacityReservation reservation, DateTimeOffset at) =>
        Associated(reservation).Where(machine => machine.PowerAt(at) is not MachinePower.Deallocated);

    internal IEnumerable<Machine> InGroup(string group) =>
        _fleet.Everything.Where(machine => machine.DeletedAt is null
            && string.Equals(machine.CapacityReservationGroup, group, StringComparison.OrdinalIgnoreCase));
}
