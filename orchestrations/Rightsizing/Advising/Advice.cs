using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Needs;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>What is advised.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AdviceKind>))]
public enum AdviceKind
{
    /// <summary>The size is right, or no other is better.</summary>
    Keep,

    /// <summary>Another size serves the load better or cheaper.</summary>
    Resize,

    /// <summary>Nothing happens on the machine: it could be shut down.</summary>
    Unused,

    /// <summary>
    /// A question to its owner, nothing is carried out: the machine works little, and no smaller size would do; or it does nothing that
    /// needs its size, and whether it will only its owner knows.
    /// </summary>
    Idle,

    /// <summary>Too little is known for an advice.</summary>
    Unknown,
}

/// <summary>An advice with its reason.</summary>
/// <param name="Kind">What is advised.</param>
/// <param name="Target">The size to change to; null unless <see cref="AdviceKind.Resize"/>.</param>
/// <param name="MonthlySaving">USD a month of 730 hours, by the share of time the machine runs; below zero where the target costs
/// more.</param>
/// <param name="Reason">Why, with the figures.</param>
public sealed record Advice(AdviceKind Kind, string? Target, double MonthlySaving, string Reason)
{
    /// <summary>Settings of the machine that could not be read, and how each was taken.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What the reader must know beside the reason, such as a rare load that was not sized for.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why this must not be carried out unattended, such as an ephemeral OS disk; empty where it may be.</summary>
    public IReadOnlyList<string> NotToBeApplied { get; init; } = [];

    /// <summary>How full the target would be; null unless a resize is advised.</summary>
    public Risk? Risk { get; init; }

    /// <summary>What else changes with the target, such as the maker of the processor.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>The next best sizes, best first, at most three.</summary>
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];

    /// <summary>Every size that is cheaper than the advised one (or than the present one, where it stays), by what excludes it.</summary>
    public IReadOnlyList<Exclusion> CheaperExcluded { get; init; } = [];

    public static Advice Keep(string reason) => new(AdviceKind.Keep, null, 0, reason);

    public static Advice Unknown(string reason) => new(AdviceKind.Unknown, null, 0, reason);

    public static Advice Unused(double saving, string reason) => new(AdviceKind.Unused, null, saving, reason);

    public static Advice Idle(string reason) => new(AdviceKind.Idle, null, 0, reason);

    public static Advice Resize(string target, double saving, string reason) => new(AdviceKind.Resize, target, saving, reason);
}

/// <summary>
/// How full a size would be of what the machine needs: 0 under 50 %, 1 under 65 %, 2 under 80 %, 3 under 90 %, 4 fuller.
/// The scale and «the worst dimension counts» follow AWS Compute Optimizer's performance risk.
/// </summary>
/// <param name="Cpu">vCPUs; of a burstable size also its credits.</param>
/// <param name="Memory">Memory; where the need is unknown 0, since it never shrinks.</param>
/// <param name="Disk">Operations and throughput of its disks.</param>
/// <param name="Network">Bandwidth.</param>
public sealed record Risk(int Cpu, int Memory, int Disk, int Network)
{
    /// <summary>The worst of the four.</summary>
    public int Overall => Math.Max(Math.Max(Cpu, Memory), Math.Max(Disk, Network));
}

/// <summary>A size that would do, too.</summary>
/// <param name="Size">Its name.</param>
/// <param name="MonthlySaving">USD a month; below zero where it costs more than the present size.</param>
/// <param name="Risk">How full it would be.</param>
/// <param name="Differences">What else changes with it.</param>
public sealed record Alternative(string Size, double MonthlySaving, Risk Risk, IReadOnlyList<string> Differences);

/// <summary>Sizes that one constraint excludes.</summary>
/// <param name="Constraint">Name of the constraint: <c>Cpu</c>, <c>Zone</c>, <c>TempDisk</c>, ….</param>
/// <param name="Reason">Why, for the largest of them.</param>
/// <param name="Sizes">Their names, cheapest first.</param>
public sealed record Exclusion(string Constraint, string Reason, IReadOnlyList<string> Sizes);

/// <summary>A machine as the report shows it.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Tags">What its tags say.</param>
/// <param name="Size">Its present size; null where the region's offer could not be read or does not list it.</param>
/// <param name="Target">The advised size; null unless a resize is advised.</param>
/// <param name="Demand">What it needed; null where that is unknown.</param>
/// <param name="Advice">What is advised.</param>
/// <param name="Unread">What of it could not be read and cost it its advice; null where all was.</param>
public sealed record Assessment(
    Fleet.Machine Machine, Fleet.OpsTags Tags, Size? Size, Size? Target, Demand? Demand, Advice Advice, string? Unread)
{
    /// <summary>Runs in a row, this one included, that gave the same target; 0 where none is advised.</summary>
    public int RunsInARow { get; init; }
}
