namespace OpsFunctions.Orchestrations.Drills.Measuring;

/// <summary>Measures a drill. Pure.</summary>
internal static class Measures
{
    public static DrillMeasures Of(DrillFacts facts)
    {
        var steps = facts.Steps.Concat(facts.Machines.SelectMany(machine => machine.Steps)).ToList();
        var required = facts.Machines.SelectMany(machine => machine.Checks).Where(IsRequired).ToList();
        var isWhole = facts.Stop is null && required.Count > 0 && facts.Machines.All(machine => machine.Failure is null)
            && required.TrueForAll(check => check.Outcome == CheckOutcome.Passed);
        var end = isWhole ? required.Max(check => check.EndedAt) : facts.JudgedAt;
        var path = CriticalPath(steps, facts.Declared, end);
        var approval = steps.Where(step => step.Kind == StepKind.Approval).Sum(Seconds);
        // What only a drill has, on the way to the last required validation.
        var drillOnly = path.Where(step => step.Kind == StepKind.DrillOnly).Sum(Seconds);
        var recovery = Math.Max(0, (end - facts.Declared).TotalSeconds - drillOnly);
        var wall = (facts.JudgedAt - facts.RequestedAt).TotalSeconds;
        var oldest = facts.Journal?.Machines.Count > 0 ? facts.Journal.Machines.Min(machine => machine.PointAt) : facts.Declared;
        return new(
            isWhole ? recovery : null, (facts.Declared - oldest).TotalSeconds, approval, recovery, wall - approval - recovery, wall, path)
        {
            UnexplainedSeconds = Math.Max(0, (end - facts.Declared).TotalSeconds - path.Sum(Seconds)),
        };
    }

    /// <summary>
    /// From the end backwards: each time the step that ended last before the one behind it began. Waiting for people is no part of it.
    /// </summary>
    private static List<DrillStep> CriticalPath(IReadOnlyList<DrillStep> steps, DateTimeOffset from, DateTimeOffset to)
    {
        var path = new List<DrillStep>();
        var left = steps.Where(step => step.Kind != StepKind.Approval && step.Start >= from && step.End <= to && step.End > step.Start)
            .ToList();
        var end = to;
        while (left.Where(step => step.End <= end).MaxBy(step => (step.End, step.Start)) is { } last)
        {
            path.Insert(0, last);
            end = last.Start;
            left.Remove(last);
        }
        return path;
    }

    private static bool IsRequired(CheckResult check) => check is { Required: true, Kind: not null };

    private static double Seconds(DrillStep step) => (step.End - step.Start).TotalSeconds;
}
