using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Whether a machine can be rebuilt.</summary>
[JsonConverter(typeof(CamelCaseEnum))]
public enum Rebuild
{
    Can,

    /// <summary>It can, but what is proved is less than the plan wants.</summary>
    Weaker,

    Cannot,
}

/// <summary>A line of the preflight.</summary>
/// <param name="Code">Which line of the matrix: <c>customerKeys</c>.</param>
/// <param name="Words">What it is, and what to do.</param>
public sealed record Finding(string Code, Rebuild Effect, string Words);

/// <summary>A machine in the preflight.</summary>
public sealed record MachinePreflight(string MachineId, string Name, IReadOnlyList<Finding> Findings)
{
    [JsonIgnore]
    public Rebuild Rebuild => Findings.Count == 0 ? Rebuild.Can : Findings.Max(finding => finding.Effect);
}

/// <summary>What the preflight found, all at once and before anything is made.</summary>
/// <param name="Problems">What stands against the drill as a whole; any, and nothing is made.</param>
/// <param name="NotRebuilt">What is seen at the source and is no part of the drill.</param>
/// <param name="CostUsd">Sizes and disks times the TTL, at list prices; null: not all prices are known.</param>
/// <param name="UsdPerHour">The same an hour.</param>
/// <param name="OldestPoint">The oldest moment among the points that would be used; null: none.</param>
public sealed record PreflightResult(
    IReadOnlyList<MachinePreflight> Machines, IReadOnlyList<Finding> Problems, IReadOnlyList<string> NotRebuilt, double? CostUsd,
    double UsdPerHour, DateTimeOffset? OldestPoint)
{
    /// <summary>Where it is built, in words.</summary>
    public string Place { get; init; } = "";

    /// <summary>Everything that stands against the drill, a sentence each; empty: it can begin.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Missing =>
    [
        .. Problems.Where(finding => finding.Effect == Rebuild.Cannot).Select(finding => finding.Words),
        .. Machines.SelectMany(machine => machine.Findings.Where(finding => finding.Effect == Rebuild.Cannot)
            .Select(finding => $"{machine.Name}: {finding.Words}")),
    ];

    [JsonIgnore]
    public bool CanBegin => Missing.Count == 0;
}
