using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>What must hold at the end of one change, whatever happened on the way.</summary>
internal static class StageInvariants
{
    /// <returns>What is broken, in words.</returns>
    public static IEnumerable<string> Broken(ChangeStage stage, StageEnd end)
    {
        // Without its plan a change cannot even begin.
        if (end.Status.StartsWith("Failed The plan could not be read, nothing was changed", StringComparison.Ordinal)
            && stage.Changes.Count == 0)
            yield break;
        if (end.Status != "Completed")
            yield return $"the orchestration is {end.Status}";
        if (end.Result is not { } result)
        {
            yield return "no result was kept";
            yield break;
        }
        if (end.ChainProblem is { } problem)
            yield return $"evidence: {problem}";
        if (end.Trail is [.., { } last] && last.Decision != result.Kind.ToString())
            yield return $"the evidence ends with {last.Decision}, the result is {result.Kind}";
        // Whoever has to put it right by hand may need the snapshot.
        foreach (var one in end.Left.Where(one => result.Kind != ChangeEndKind.Stranded
            || !one.Contains("/snapshots/", StringComparison.Ordinal)))
            yield return $"left: {one}";
        foreach (var entry in end.Breaker.InFlight)
            yield return $"{entry.Owner} is still under way for the breaker";
        foreach (var broken in Machine(stage, end, result).Concat(Ledger(end, result)).Concat(Stranded(stage, end, result)))
            yield return broken;
    }

    private static IEnumerable<string> Machine(ChangeStage stage, StageEnd end, ChangeResult result)
    {
        // What somebody else did in between is his.
        var isOff = stage.Plan.Action == PlannedAction.Shutdown && result.Kind == ChangeEndKind.Changed;
        var mustRun = stage.WasRunning && !isOff && result.Kind != ChangeEndKind.Stranded;
        if (mustRun && !stage.HasOtherPower && end.Power is not MachinePower.Running)
            yield return $"it ran and is {end.Power}";
        if (isOff && !stage.HasOtherPower && end.Power is not MachinePower.Deallocated)
            yield return $"it was shut down and is {end.Power}";
        // One that runs is not yet one that works.
        if (mustRun && !stage.HasOtherPower && !stage.HasOtherSize && end.Trouble is not GuestTrouble.None)
            yield return $"it worked, was changed, ends {result.Kind}, and its guest has {end.Trouble}";
        if (!stage.WasRunning && !stage.HasOtherPower && end.Power is MachinePower.Running)
            yield return "it was off and runs";
        if (stage.HasOtherSize || result.Kind == ChangeEndKind.Stranded)
            yield break;
        var isLeft = result.Kind is ChangeEndKind.Changed or ChangeEndKind.LeftAfterAsking or ChangeEndKind.Overtaken;
        var expected = isLeft && !isOff ? result.To : stage.Before;
        if (!Same(end.Size, expected))
            yield return $"its size is {end.Size}, by its result ({result.Kind}) {expected}";
        if (!Same(end.Size, stage.Before) && !stage.Plan.Targets.Any(target => Same(target.Name, end.Size)))
            yield return $"its size {end.Size} was never planned";
        if (result.Kind == ChangeEndKind.TakenBack && !end.Tags.Contains($"ops:floor={stage.Before}", StringComparer.OrdinalIgnoreCase))
            yield return "it was taken back and has no floor";
    }

    private static IEnumerable<string> Ledger(StageEnd end, ChangeResult result)
    {
        var isChanged = result.Kind is ChangeEndKind.Changed or ChangeEndKind.LeftAfterAsking or ChangeEndKind.Overtaken
            or ChangeEndKind.TakenBack;
        if (isChanged != end.Ledger.Count > 0 && result.Kind != ChangeEndKind.Stranded)
            yield return $"the ledger has {end.Ledger.Count} entries of a change that ended {result.Kind}";
        if (end.Ledger.Count > 1)
            yield return $"the ledger has it {end.Ledger.Count} times";
        foreach (var entry in end.Ledger)
        {
            if (entry.TakenBackAt is null != result.Kind is not ChangeEndKind.TakenBack && result.Kind != ChangeEndKind.Stranded)
                yield return $"the ledger says {(entry.TakenBackAt is null ? "it stands" : "it was taken back")}, the result {result.Kind}";
            if (result.Kind == ChangeEndKind.Changed && !Same(entry.Change.To, result.To ?? LedgerEntry.Off))
                yield return $"the ledger says {entry.Change.To}, the result {result.To}";
        }
    }

    private static IEnumerable<string> Stranded(ChangeStage stage, StageEnd end, ChangeResult result)
    {
        var isWorse = (stage.WasRunning && end.Power is not MachinePower.Running) || !Same(end.Size, stage.Before)
            || end.Trouble is not GuestTrouble.None;
        if (end.Stranded.Count > 0 && (result.Kind != ChangeEndKind.Stranded || !isWorse))
            yield return $"it is listed as stranded and is {end.Power} with {end.Size}, {result.Kind}";
        if (result.Kind == ChangeEndKind.Stranded && isWorse && stage.WasRunning && end.Power is not MachinePower.Running
            && end.Stranded.Count == 0)
            yield return "it is stranded and not listed";
        if (result.Kind == ChangeEndKind.Stranded && !isWorse)
            yield return "it is as it was, and the result says stranded";
    }

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
