using System.Collections.Concurrent;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Management;

/// <summary>One line of a subscription's use in a region.</summary>
internal sealed record Usage(string Name, string DisplayName, long Current, long Limit);

/// <summary>
/// How many vCPUs a subscription may have in a region. Limits are those of the start and stay; what is used follows the machines,
/// also those that are off, and reserved places that no machine is associated with. In each place one family is used up and another nearly;
/// all else has room.
/// </summary>
internal sealed class VcpuLimits
{
    private const string Regional = "cores";
    private const string Spot = "lowPriorityCores";
    private const long Least = 100;

    // Ours: room for a drill of fifty machines where there are none.
    private const long LeastOfEmpty = 1000;
    private const int WithMachines = 2;

    private readonly Fleet _fleet;
    private readonly Reservations? _reservations;
    private readonly ConcurrentDictionary<(string Subscription, string Region), Dictionary<string, long>> _limits = [];

    public VcpuLimits(Fleet fleet, Reservations? reservations = null)
    {
        _fleet = fleet;
        _reservations = reservations;
        foreach (var subscription in fleet.Subscriptions)
        {
            foreach (var region in Regions.All)
                _limits[(subscription.Id, region.Name)] = Limits(subscription.Id, region.Name);
        }
    }

    // Also of a subscription that came later.
    private Dictionary<string, long> LimitsOf(string subscription, string region) =>
        _limits.GetOrAdd((subscription, region), key => Limits(key.Subscription, key.Region));

    /// <summary>In order of name, the totals first.</summary>
    public IReadOnlyList<Usage> Of(string subscription, string region, DateTimeOffset at)
    {
        var used = Used(subscription, region, machine => machine.Exists(at), machine => machine.SizeAt(at));
        AddReserved(used, subscription, region, new QuotaChange());
        var limits = LimitsOf(subscription, region);
        return
        [
            new(Regional, "Total Regional vCPUs", used[Regional], limits[Regional]),
            new(Spot, "Total Regional Low-priority vCPUs", used[Spot], limits[Spot]),
            .. SizeTables.All.Select(table => table.Family).OrderBy(family => family.QuotaName, StringComparer.OrdinalIgnoreCase)
                .Select(family => new Usage(
                    family.QuotaName, $"Standard {family.Product.Replace(" Series", "", StringComparison.Ordinal)} Family vCPUs",
                    used[family.QuotaName], limits[family.QuotaName])),
        ];
    }

    /// <summary>The first limit that the change would exceed, told as Azure does; null: none. What gets smaller exceeds none.</summary>
    public OperationError? Exceeded(string subscription, string region, DateTimeOffset at, QuotaChange change)
    {
        var (before, after) = (Committed(new QuotaChange
        {
            Machine = change.Machine, Group = change.Machine?.CapacityReservationGroup
        }), Committed(change));
        var limits = LimitsOf(subscription, region);
        return after.Where(pair => pair.Value > limits[pair.Key] && pair.Value > before[pair.Key])
            .OrderBy(pair => pair.Key is Regional or Spot).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => QuotaText.Exceeded(
                pair.Key switch { Regional => "Total Regional", Spot => "LowPriority", _ => pair.Key }, region, limits[pair.Key],
                before[pair.Key], pair.Value))
            .FirstOrDefault();

        Dictionary<string, long> Committed(QuotaChange state)
        {
            var used = Used(subscription, region, machine => machine.Exists(at), state.SizeOf);
            AddReserved(used, subscription, region, state);
            if (state.Added is (var size, var isSpot))
            {
                used[isSpot ? Spot : Regional] += size.Vcpus;
                if (!isSpot)
                    used[size.Family.QuotaName] += size.Vcpus;
            }
            return used;
        }
    }

    private void AddReserved(Dictionary<string, long> used, string subscription, string region, QuotaChange change)
    {
        if (_reservations is null)
            return;
        var all = _reservations.All.Where(one => one.Id != change.Reservation?.Id).Concat(change.Reservation is { } wanted ? [wanted] : []);
        var members = _fleet.Everything.Where(machine => machine.DeletedAt is null && change.GroupOf(machine) is not null).ToList();
        foreach (var reservation in all)
        {
            if (!reservation.Id.StartsWith($"/subscriptions/{subscription}/", StringComparison.OrdinalIgnoreCase)
                || _reservations.FindGroup(reservation.Group)?.Region != region || SizeCatalogue.Find(reservation.Size) is not { } size)
            {
                continue;
            }
            // A machine in its reservation counts once: by itself.
            var machines = members.Count(machine => string.Equals(
                change.GroupOf(machine), reservation.Group, StringComparison.OrdinalIgnoreCase)
                && change.SizeOf(machine) == size && machine.Zone == reservation.Zone);
            var unused = Math.Max(0, reservation.Quantity - machines) * size.Vcpus;
            used[Regional] += unused;
            used[size.Family.QuotaName] += unused;
        }
    }

    private Dictionary<string, long> Limits(string subscription, string region)
    {
        var used = Used(subscription, region, static _ => true, static machine => machine.Size);
        var least = _fleet.Subscriptions.Skip(WithMachines).Any(one => one.Id == subscription) ? LeastOfEmpty : Least;
        var limits = used.ToDictionary(pair => pair.Key, pair => Math.Max(least, (pair.Value * 2) + 50), StringComparer.OrdinalIgnoreCase);
        var families = SizeTables.All.Select(table => table.Family.QuotaName).Where(name => used[name] > 0)
            .OrderBy(name => Noise.Of($"{subscription}/{region}/{name}")).Take(2).ToList();
        // Used up: nothing more of it, but a machine of it can still get smaller. Nearly: two vCPUs are left.
        for (var i = 0; i < families.Count; i++)
            limits[families[i]] = used[families[i]] + (i * 2);
        return limits;
    }

    private Dictionary<string, long> Used(string subscription, string region, Predicate<Machine> exists, Func<Machine, VmSize> sizeOf)
    {
        var used = SizeTables.All.ToDictionary(table => table.Family.QuotaName, static _ => 0L, StringComparer.OrdinalIgnoreCase);
        used[Regional] = used[Spot] = 0;
        foreach (var machine in _fleet.Everything)
        {
            if (!machine.SubscriptionId.Equals(subscription, StringComparison.Ordinal)
                || !machine.Region.Equals(region, StringComparison.Ordinal) || !exists(machine))
                continue;
            var size = sizeOf(machine);
            if (machine.Priority is "Spot")
            {
                used[Spot] += size.Vcpus;
                continue;
            }
            used[Regional] += size.Vcpus;
            used[size.Family.QuotaName] += size.Vcpus;
        }
        return used;
    }
}
