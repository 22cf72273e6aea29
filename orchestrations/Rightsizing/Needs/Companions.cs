using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing.Needs;

/// <summary>A machine beside its companions.</summary>
/// <param name="Size">The size it has, or had before the suite changed it: machines of one size once have one part in their group.</param>
/// <param name="Demand">What it needed; null where that is not known.</param>
public sealed record Companion(Machine Machine, string Size, Demand? Demand)
{
    // The picture of a load is not compared, and a region has many machines.
    public Demand? Demand { get; } = Demand is null ? null : Demand with { CpuCurveVcpus = [], MemoryCurveGiB = [] };
}

/// <summary>Machines that may have to do each other's work.</summary>
/// <param name="Members">Their ids.</param>
/// <param name="Unassessed">Ids of those of which too little is known.</param>
/// <param name="Highest">What the busiest of the others needed, figure by figure; null where nothing is known of any.</param>
public sealed record CompanionGroup(IReadOnlyList<string> Members, IReadOnlyList<string> Unassessed, Demand? Highest);

/// <summary>
/// Finds companions: machines of one <c>ops:group</c> or availability set and of one size. A standby does its partner's work from one
/// minute to the next, and the nodes of a cluster rise together: what one of them needed, each may need. Pure.
/// </summary>
public static class Companions
{
    /// <summary>Groups of at least two.</summary>
    public static IReadOnlyList<CompanionGroup> Of(IEnumerable<Companion> machines) =>
    [
        .. machines.SelectMany(one => GroupsOf(one.Machine).Select(group => (Key: $"{group} {one.Size}", One: one)))
            .GroupBy(pair => pair.Key, pair => pair.One, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.ToList()).Where(group => group.Count > 1)
            .Select(group => new CompanionGroup(
                [.. group.Select(one => one.Machine.Id)],
                [.. group.Where(one => one.Demand is null).Select(one => one.Machine.Id)],
                group.Select(one => one.Demand).OfType<Demand>()
                    .Aggregate((Demand?)null, (highest, demand) => highest?.AtLeast(demand) ?? demand))),
    ];

    /// <summary>What a machine needed, and no less than any of its companions did.</summary>
    /// <returns>The same where they needed no more.</returns>
    public static Demand Needed(Demand own, IEnumerable<CompanionGroup> groups) =>
        groups.Select(group => group.Highest).OfType<Demand>().Aggregate(own, (sum, highest) => sum.AtLeast(highest));

    /// <summary>Whether a machine is of a group at all.</summary>
    public static bool HasGroup(Machine machine) => GroupsOf(machine).Any();

    private static IEnumerable<string> GroupsOf(Machine machine) =>
        ResourceTags.Values(ResourceTags.Of(machine.Tags), "ops:group").Select(name => name.Trim()).Where(name => name.Length > 0)
            .Select(name => $"{machine.Subscription} {name}").Append(machine.Hardware.AvailabilitySet).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase);
}
