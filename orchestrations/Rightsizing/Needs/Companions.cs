using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>
/// Machines that may have to do each other's work: those of one <c>ops:group</c> or availability set and of one size. A standby does its
/// partner's work from one minute to the next, and the nodes of a cluster rise together: what one of them needed, each may need.
/// </summary>
public sealed class Companions
{
    private readonly Dictionary<string, Demand> _highest = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes what a machine needed.</summary>
    public void Add(Machine machine, Demand demand)
    {
        // The picture of a load is not compared, and a region has many machines.
        var figures = demand with { CpuCurveVcpus = [], MemoryCurveGiB = [] };
        foreach (var group in GroupsOf(machine))
            _highest[group] = _highest.TryGetValue(group, out var known) ? known.AtLeast(figures) : figures;
    }

    /// <summary>What a machine needed, and no less than any of its companions did.</summary>
    /// <returns>What it needed itself where it has no companions, or these needed no more.</returns>
    public Demand Of(Machine machine, Demand demand) => GroupsOf(machine)
        .Aggregate(demand, (sum, group) => _highest.TryGetValue(group, out var known) ? sum.AtLeast(known) : sum);

    /// <summary>Whether there are any among these machines.</summary>
    public static bool AreAmong(IEnumerable<Machine> machines) =>
        machines.SelectMany(GroupsOf).CountBy(group => group, StringComparer.OrdinalIgnoreCase).Any(group => group.Value > 1);

    private static IEnumerable<string> GroupsOf(Machine machine)
    {
        var named = ResourceTags.Values(ResourceTags.Of(machine.Tags), "ops:group").Select(name => name.Trim()).Where(name => name.Length > 0)
            .Select(name => $"{machine.Subscription} {name}");
        return named.Append(machine.Hardware.AvailabilitySet).OfType<string>().Select(group => $"{group} {machine.Size}").Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
