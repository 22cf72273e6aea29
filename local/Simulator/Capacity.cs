using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Placing;

namespace OpsFunctions.Simulator;

/// <summary>
/// Where Azure has no place for a machine of a size: by rule, and by chance for six hours at a time, for 2 % of all places and sizes
/// with <see cref="FaultLevel.Low"/> and 8 % with <see cref="FaultLevel.High"/>. What runs keeps its place.
/// </summary>
public sealed class Capacity
{
    private const double ImmediateShare = 0.25;
    private const double OverconstrainedShare = 0.1;

    private readonly Lock _lock = new();
    private readonly List<(string Size, string Region, string? Zone)> _denied = [];
    private readonly ulong _seed;
    private readonly double _share;

    internal Capacity(ulong seed, FaultLevel level)
    {
        _seed = seed ^ Noise.Of("capacity");
        _share = level switch { FaultLevel.Low => 0.02, FaultLevel.High => 0.08, _ => 0 };
    }

    /// <summary>From now on there is no place for that size; without a zone: in the whole region, its zones included.</summary>
    public void Deny(string size, string region, string? zone = null)
    {
        lock (_lock)
        {
            _denied.Add((size, region, zone));
        }
    }

    /// <summary>Takes such a rule away.</summary>
    public void Allow(string size, string region, string? zone = null)
    {
        lock (_lock)
        {
            _denied.RemoveAll(rule => Same(rule.Size, size) && Same(rule.Region, region) && Same(rule.Zone, zone));
        }
    }

    /// <summary>Whether there is no place for one more machine of that size at that moment.</summary>
    public bool Lacks(string size, string region, string? zone, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_denied.Exists(rule => Same(rule.Size, size) && Same(rule.Region, region) && (rule.Zone is null || Same(rule.Zone, zone))))
                return true;
        }
        return _share > 0 && Noise.Unit(Noise.Mix(_seed ^ Noise.Of($"{region}/{zone}/{size.ToLowerInvariant()}"), Window(at))) < _share;
    }

    /// <summary>How the lack shows to who asks for that resource: mostly by an operation that fails, at times at once.</summary>
    internal Lack Failure(string resource, string? zone, DateTimeOffset at)
    {
        var draw = Noise.Mix(_seed ^ Noise.Of(resource.ToLowerInvariant()), Window(at));
        return new Lack(Error(zone, Noise.Unit(draw) < OverconstrainedShare), IsImmediate: Noise.Unit(Noise.Mix(draw)) < ImmediateShare);
    }

    private static OperationError Error(string? zone, bool isOverconstrained) => isOverconstrained
        ? new(
            "OverconstrainedAllocationRequest",
            "Allocation failed. VM(s) with the following constraints cannot be allocated, because the condition is too restrictive. Please remove some constraints and try again. Constraints applied are: VM Size. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance")
        : zone is null
            ? new(
                "AllocationFailed",
                "Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance")
            : new(
                "ZonalAllocationFailed",
                "Allocation failed. We do not have sufficient capacity for the requested VM size in this zone. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance");

    private static long Window(DateTimeOffset at) => at.UtcTicks / (6 * TimeSpan.TicksPerHour);

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
