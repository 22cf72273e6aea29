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
        var fleet = await store.ReadAsync<FleetManifest>(runId, DocumentNames.Fleet, ct);
        var assessments = new List<Assessment>();
        var problems = fleet.Unreadable.Select(row => new ReportProblem(row.Id, $"a row of the inventory could not be read: {row.Reason}")).ToList();
        for (var group = 0; group < request.ChunksOfGroups.Count; group++)
        {
            var ofGroup = new List<Assessment>();
            for (var chunk = 0; chunk < request.ChunksOfGroups[group]; chunk++)
                ofGroup.AddRange(await ReadChunkAsync(store, request.Run, group, chunk, options, ct));
            problems.AddRange(ProblemsOf(fleet.Groups[group], ofGroup));
            assessments.AddRange(ofGroup);
        }
        return new(request.Run, options, assessments.Aggregate(RunTotals.None, (totals, one) => totals.Plus(one)), problems, assessments);
    }

    // One entry a reason, not one a machine; then the tags, which are each machine's own.
    private static IEnumerable<ReportProblem> ProblemsOf(MachineGroup group, List<Assessment> assessments) =>
    [
        .. assessments.Where(one => one.Unread is not null).GroupBy(one => one.Unread!, StringComparer.Ordinal)
            .Select(same => new ReportProblem($"{group.Region} of subscription {group.Subscription}", $"no advice for {same.Count()} machines: {same.Key}")),
        .. assessments.SelectMany(one => one.Tags.Problems.Concat(one.Advice.Problems).Select(problem => new ReportProblem(one.Machine.Id, problem))),
    ];

    // Every machine of the inventory is in the report, also where its assessment broke.
    private static async Task<List<Assessment>> ReadChunkAsync(
        RunStore store, RunMoment run, int group, int chunk, RightsizingOptions options, CancellationToken ct)
    {
        var document = DocumentNames.Assessments(group, chunk);
        var missing = await store.FindAsync<Missing>(run.RunId, DocumentNames.Missing(document), ct);
        var assessed = missing is null ? await store.FindAsync<List<Assessment>>(run.RunId, document, ct) : null;
        if (assessed is not null)
            return assessed;

        var reason = missing?.Reason ?? "no assessment was written";
        var machines = await store.ReadAsync<List<Machine>>(run.RunId, DocumentNames.Machines(group, chunk), ct);
        return [.. machines.Select(machine => new Assessment(
            machine, OpsTags.Read(machine.Tags, options.Mode), null, null, null, Advice.Unknown(reason), reason))];
    }
}
