using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>Reads a run's assessments chunk by chunk, in the order of the report: at most 50 are in memory.</summary>
internal sealed class ReportDocuments(RunStore store, ReportRequest request, RightsizingOptions options)
{
    public RunMoment Run => request.Run;

    public RightsizingOptions Options => options;

    public RunEvidence? Evidence => request.Evidence;

    /// <summary>How many changes were planned.</summary>
    public int Plans => request.Plans;

    public Changes.Realised Realised => request.Realised;

    public Task<FleetManifest> ReadFleetAsync(CancellationToken ct) => store.ReadAsync<FleetManifest>(Run.RunId, DocumentNames.Fleet, ct);

    /// <summary>
    /// What is wrong with the run itself, not with one machine: settings without effect, prices that contradict each other.
    /// </summary>
    public async Task<IReadOnlyList<ReportProblem>> ReadProblemsAsync(FleetManifest fleet, CancellationToken ct)
    {
        var problems = fleet.Idle.Select(idle => new ReportProblem(idle.Name, $"it has no effect: {idle.Problem}", 1, [])).ToList();
        problems.AddRange(await UnknownFamiliesAsync(fleet, ct));
        foreach (var (index, region) in fleet.Regions.Index())
            if (await store.FindAsync<RegionPrices>(Run.RunId, DocumentNames.Prices(index), ct) is { } read)
                problems.AddRange(read.Prices.Where(price => price.Ambiguities.Count > 0)
                    .Select(price => new ReportProblem(
                        $"{price.Size} in {region}", $"no price is taken: {string.Join("; ", price.Ambiguities)}", 1, [])));
        return problems;
    }

    private async Task<IEnumerable<ReportProblem>> UnknownFamiliesAsync(FleetManifest fleet, CancellationToken ct)
    {
        var named = options.Families().ToList();
        var offered = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var group = 0; group < fleet.Groups.Count && named.Count > 0; group++)
            if (await store.FindAsync<Offer>(Run.RunId, DocumentNames.Offer(group), ct) is { } offer)
                offered.UnionWith(offer.Sizes.Select(size => size.Family));
        // Where no sizes could be read, that is the problem.
        return offered.Count == 0 ? [] : named.Where(one => !offered.Contains(one.Family)).Select(one => new ReportProblem(
            $"{RightsizingOptions.Section}:{one.Name}",
            $"it has no effect: no size in the regions of the inventory is of the family {one.Family}", 1, []));
    }

    /// <summary>Why the targets of a group are not remembered for the next run; null where they are.</summary>
    public async Task<string?> ReadForgottenAsync(int group, CancellationToken ct) =>
        (await store.FindAsync<Missing>(Run.RunId, DocumentNames.Missing(DocumentNames.Targets(group)), ct))?.Reason;

    /// <summary>Every machine of the inventory once, by subscription, region and id, with the number of its group.</summary>
    public async IAsyncEnumerable<(int Group, Assessment Assessment)> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (var group = 0; group < request.ChunksOfGroups.Count; group++)
            for (var chunk = 0; chunk < request.ChunksOfGroups[group]; chunk++)
                foreach (var assessment in await ReadChunkAsync(group, chunk, ct))
                    yield return (group, assessment);
    }

    // Every machine of the inventory is in the report, also where its assessment broke.
    private async Task<List<Assessment>> ReadChunkAsync(int group, int chunk, CancellationToken ct)
    {
        var document = DocumentNames.Assessments(group, chunk);
        var missing = await store.FindAsync<Missing>(Run.RunId, DocumentNames.Missing(document), ct);
        var assessed = missing is null ? await store.FindAsync<List<Assessment>>(Run.RunId, document, ct) : null;
        if (assessed is not null)
            return assessed;

        var reason = missing?.Reason ?? "no assessment was written";
        var machines = await store.ReadAsync<List<Machine>>(Run.RunId, DocumentNames.Machines(group, chunk), ct);
        return [.. machines.Select(machine => new Assessment(
            machine, OpsTags.Read(machine.Tags, options.Mode), null, null, null, Advice.Unknown(reason), reason))];
    }
}
