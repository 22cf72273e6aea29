using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Stages.Drills;

/// <summary>What must hold of every drill, whatever happened to it.</summary>
internal static class DrillInvariants
{
    public static IEnumerable<string> Broken(
        DrillStage stage, DrillRecord? record, DrillSummary? summary, DrillTroubles troubles, int before)
    {
        if (record is null || summary is null)
        {
            yield return $"it did not end: {(record is null ? "no record" : "no summary")}";
            yield break;
        }
        foreach (var change in stage.Azure.Calls.Changes.Skip(before)
            .Where(change => !ChangeStage.IsOwnStorage(change) && IsElsewhere(stage, change.Target)))
            yield return $"it changed {change.Operation} {change.Target}";
        var there = stage.Azure.Resources.Of(stage.GroupId).Where(id => !troubles.Foreign.Contains(id, StringComparer.OrdinalIgnoreCase))
            .ToList();
        if (record.Cleaning?.Remains is not Remains.Leaked && there.Count > 0)
            yield return $"{record.Cleaning?.Remains}, and {there.Count} are left, such as {there[0]}";
        if (record.Cleaning is { Remains: Remains.Leaked } cleaning)
            foreach (var id in there.Where(id => !IsListed(cleaning.Left.Select(one => one.Id), id)))
                yield return $"it is left and not listed: {id}";
        foreach (var id in troubles.Foreign.Where(id => !stage.Azure.Resources.Of(stage.GroupId)
            .Contains(id, StringComparer.OrdinalIgnoreCase)))
            yield return $"somebody else's {id} was deleted";
        foreach (var problem in OfVerdict(record, troubles))
            yield return problem;
    }

    private static IEnumerable<string> OfVerdict(DrillRecord record, DrillTroubles troubles)
    {
        if (record.Judgement is not { } judgement)
        {
            yield return "no verdict";
            yield break;
        }
        if (troubles.Drawn.Count == 0 && judgement.Verdict != Verdict.Pass)
            yield return $"{judgement.Verdict} without any trouble: {string.Join("; ", judgement.Causes)}";
        if (judgement.Verdict == Verdict.Pass && (troubles.Has(DrillTrouble.MuteAgent) || WasConnected(record, troubles)))
            yield return "it passed though it must not";
        if (judgement.Verdict != Verdict.Pass && judgement.Causes.Count == 0)
            yield return $"{judgement.Verdict} without a cause";
        if (judgement.Measures is { } measures
            && Math.Abs(measures.WallSeconds - measures.ApprovalSeconds - measures.RecoverySeconds - measures.DrillOnlySeconds) > 0.01)
            yield return "its times do not add up";
    }

    // Before its verdict, so that the last look saw it.
    private static bool WasConnected(DrillRecord record, DrillTroubles troubles) => troubles.ConnectedAfter is { } after
        && record.Steps.FirstOrDefault(step => step.Name == "network") is { } network && network.End + after < record.JudgedAt;

    private static bool IsElsewhere(DrillStage stage, string target) =>
        !target.StartsWith(stage.GroupId, StringComparison.OrdinalIgnoreCase)
            && !target.Contains("/providers/Microsoft.Resource", StringComparison.OrdinalIgnoreCase);

    // What is below something listed is listed with it.
    private static bool IsListed(IEnumerable<string> listed, string id) =>
        listed.Any(one => id.StartsWith(one, StringComparison.OrdinalIgnoreCase));
}
