using Azure;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Something that could not be read, and what was done instead.</summary>
/// <param name="Where">Machine, region or row.</param>
/// <param name="What">What is wrong and how it was taken.</param>
public sealed record ReportProblem(string Where, string What);

/// <summary>All a run has to say.</summary>
/// <param name="Run">The run and the moment it looks back from.</param>
/// <param name="Options">The settings it ran with.</param>
/// <param name="Assessments">Every machine of the inventory once, by subscription, region and id.</param>
public sealed record RightsizingReport(
    RunMoment Run, RightsizingOptions Options, RunTotals Totals, IReadOnlyList<ReportProblem> Problems, IReadOnlyList<Assessment> Assessments)
{
    public const string Capability = "rightsizing";

    internal static async Task<RightsizingReport> CollectAsync(
        RunStore store, ReportRequest request, RightsizingOptions options, CancellationToken ct)
    {
        var runId = request.Run.RunId;
        var assessments = new List<Assessment>();
        var problems = new List<ReportProblem>();
        foreach (var row in await store.ReadAsync<List<UnreadableMachine>>(runId, DocumentNames.Unreadable, ct))
            problems.Add(new(row.Id, $"a row of the inventory could not be read: {row.Reason}"));

        for (var group = 0; group < request.ChunksOfGroups.Count; group++)
        {
            var offer = await store.ReadAsync<Offer>(runId, DocumentNames.Offer(group), ct);
            if (offer.Problem is not null)
                problems.Add(new($"{offer.Region} of subscription {offer.Subscription}", $"no advice for its machines: {offer.Problem}"));
            for (var chunk = 0; chunk < request.ChunksOfGroups[group]; chunk++)
                assessments.AddRange(await ReadChunkAsync(store, request, group, chunk, options, ct));
        }

        foreach (var assessment in assessments)
            foreach (var problem in assessment.Tags.Problems)
                problems.Add(new(assessment.Machine.Id, problem));
        return new(request.Run, options, assessments.Aggregate(RunTotals.None, (totals, one) => totals.Plus(one)), problems, assessments);
    }

    // Every machine of the inventory is in the report, also where its assessment broke.
    private static async Task<List<Assessment>> ReadChunkAsync(
        RunStore store, ReportRequest request, int group, int chunk, RightsizingOptions options, CancellationToken ct)
    {
        try
        {
            return await store.ReadAsync<List<Assessment>>(request.Run.RunId, DocumentNames.Assessments(group, chunk), ct);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            var reason = request.Failed.FirstOrDefault(failed => failed.Group == group && failed.Chunk == chunk)?.Reason ?? "no assessment was written";
            var machines = await store.ReadAsync<List<Machine>>(request.Run.RunId, DocumentNames.Machines(group, chunk), ct);
            return [.. machines.Select(machine => new Assessment(
                machine, OpsTags.Read(machine.Tags, options.Mode), null, null, null, Advice.Unknown($"the assessment failed: {reason}")))];
        }
    }
}
