using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Needs;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>A size that might take a machine's place, with all that decides it.</summary>
/// <param name="Lack">What the present size gives too little of.</param>
/// <param name="Floor">Smallest size the owner accepts; null: none.</param>
/// <param name="Today">The day of the run.</param>
public sealed record Candidate(
    Fleet.Machine Machine, Size Present, Size Target, Need Need, Lack Lack, Size? Floor, RightsizingOptions Options, DateOnly Today)
{
    /// <summary>vCPU quota of the subscription in the region; null where it is not known.</summary>
    public VcpuQuotas? Quotas { get; init; }
}

/// <summary>One hard constraint.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Excludes">Why it excludes a target, or null where it does not.</param>
internal sealed record SizeRule(string Name, Func<Candidate, string?> Excludes);
