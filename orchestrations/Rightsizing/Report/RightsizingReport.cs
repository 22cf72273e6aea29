using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>What a report says before its machines.</summary>
/// <param name="Run">The run and the moment it looks back from.</param>
/// <param name="Options">The settings it ran with.</param>
/// <param name="Problems">What could not be read, equal reasons together.</param>
/// <param name="ProblemsNotListed">Places of problems beyond those listed.</param>
/// <param name="First">The machines with the largest saving, as many as a page of the table shows; equal savings in the order of the
/// report.</param>
public sealed record RightsizingReport(
    RunMoment Run, RightsizingOptions Options, RunTotals Totals, IReadOnlyList<ReportProblem> Problems, int ProblemsNotListed,
    IReadOnlyList<Assessment> First)
{
    /// <summary>Where the decisions are recorded; null where they are not.</summary>
    public RunEvidence? Evidence { get; init; }

    /// <summary>What earlier changes have really saved.</summary>
    public Changes.Realised Realised { get; init; } = Changes.Realised.None;

    /// <summary>Goes over all assessments once; the machines themselves are read again when they are written.</summary>
    internal static async Task<RightsizingReport> CollectAsync(ReportDocuments documents, int first, CancellationToken ct)
    {
        var fleet = await documents.ReadFleetAsync(ct);
        var totals = RunTotals.None;
        var problems = new ReportProblems();
        foreach (var problem in await documents.ReadProblemsAsync(fleet, ct))
            problems.Add(problem);
        foreach (var row in fleet.Unreadable)
            problems.Add(row);
        for (var group = 0; group < fleet.Groups.Count; group++)
            if (await documents.ReadForgottenAsync(group, ct) is { } reason)
                problems.AddForgotten(fleet.Groups[group], reason);
        // The smallest of the largest comes out first: later machines of equal saving are smaller.
        var largest = new PriorityQueue<Assessment, (double Saving, int Later)>();
        await foreach (var (group, assessment) in documents.ReadAsync(ct))
        {
            largest.Enqueue(assessment, (assessment.Advice.MonthlySaving, -totals.Machines));
            if (largest.Count > first)
                largest.Dequeue();
            totals = totals.Plus(assessment);
            problems.Add(fleet.Groups[group], assessment);
        }
        var ordered = new List<Assessment>(largest.Count);
        while (largest.TryDequeue(out var assessment, out _))
            ordered.Add(assessment);
        ordered.Reverse();
        return new(documents.Run, documents.Options, totals, problems.Listed, problems.NotListed, ordered)
        {
            Evidence = documents.Evidence, Realised = documents.Realised
        };
    }
}
