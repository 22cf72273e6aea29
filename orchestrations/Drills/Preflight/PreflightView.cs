namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>The preflight as HTTP shows it.</summary>
public sealed record PreflightView(
    bool CanBegin, string Place, double? CostUsd, double UsdPerHour, DateTimeOffset? OldestPoint, IReadOnlyList<string> Missing,
    IReadOnlyList<PreflightLine> Machines, IReadOnlyList<Finding> Problems, IReadOnlyList<string> NotRebuilt)
{
    public static PreflightView Of(PreflightResult result) => new(
        result.CanBegin, result.Place, result.CostUsd, result.UsdPerHour, result.OldestPoint, result.Missing,
        [.. result.Machines.Select(machine => new PreflightLine(machine.Name, machine.MachineId, machine.Rebuild, machine.Findings))],
        result.Problems, result.NotRebuilt);
}

/// <summary>A machine in it.</summary>
public sealed record PreflightLine(string Name, string Id, Rebuild Rebuild, IReadOnlyList<Finding> Findings);
