using System.Globalization;
using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>A run's decisions as evidence: one entry a machine, whether something is advised or not.</summary>
internal static class AdviceEvidence
{
    private const string Actor = "rightsizing";

    /// <summary>The same entries each time it is asked: they are the run's documents and its moment.</summary>
    public static async IAsyncEnumerable<AuditEntry> OfAsync(ReportDocuments documents, [EnumeratorCancellation] CancellationToken ct)
    {
        var run = documents.Run;
        var totals = RunTotals.None;
        yield return new(
            run.AsOf, Actor, AuditEntry.RunStart, run.RunId, documents.Options.Mode.ToString(),
            documents.Options.Mode < Mode.Approve
                ? "advises only; nothing is changed"
                : $"what is carried out stands in the chains of its changes; planned: {documents.Plans}");
        var fleet = await documents.ReadFleetAsync(ct);
        foreach (var problem in await documents.ReadProblemsAsync(fleet, ct))
            yield return new(run.AsOf, Actor, "rightsizing.problem", problem.Where, "look at it", problem.What);
        foreach (var row in fleet.Unreadable)
            yield return new(
                run.AsOf, Actor, "rightsizing.advise", row.Id, nameof(AdviceKind.Unknown),
                $"its row of the inventory could not be read: {row.Reason}");
        await foreach (var (_, assessment) in documents.ReadAsync(ct))
        {
            totals = totals.Plus(assessment);
            yield return Of(run, assessment);
        }
        yield return new(run.AsOf, Actor, AuditEntry.RunEnd, run.RunId, "reported", string.Create(CultureInfo.InvariantCulture,
            $"{totals.Machines} machines: {totals.Cheaper} could be cheaper, {totals.Dearer} are too small, {totals.Unused} not used, {totals.Idle} idle, {totals.Keep} stay, {totals.Unknown} without advice; {totals.MonthlySaving:0.00} USD a month"));
    }

    private static AuditEntry Of(RunMoment run, Assessment assessment)
    {
        var advice = assessment.Advice;
        var after = new Dictionary<string, string>(StringComparer.Ordinal);
        if (advice.Target is { } target)
        {
            after["size"] = target;
            after["runsInARow"] = assessment.RunsInARow.ToString(CultureInfo.InvariantCulture);
            after["risk"] = (advice.Risk?.Overall ?? 0).ToString(CultureInfo.InvariantCulture);
        }
        if (advice.Kind is AdviceKind.Resize or AdviceKind.Unused)
            after["savingUsdAMonth"] = advice.MonthlySaving.ToString("0.00", CultureInfo.InvariantCulture);
        if (advice.NotToBeApplied.Count > 0)
            after["notToBeApplied"] = string.Join("; ", advice.NotToBeApplied);
        return new(run.AsOf, Actor, "rightsizing.advise", assessment.Machine.Id, advice.Kind.ToString(), advice.Reason)
        {
            Before = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["size"] = assessment.Machine.Size, ["mode"] = assessment.Tags.Rightsizing.ToString()
            },
            After = after,
        };
    }
}
