using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;

/// <summary>Advice that is to be planned.</summary>
public sealed record PlanRequest(ReportRequest Report, string RequestedBy);

/// <summary>How many changes were planned, and how many left.</summary>
public sealed record PlansMade(int Plans, int Left);

/// <summary>Changes to be carried out.</summary>
/// <param name="AsOf">The run's moment.</param>
public sealed record ChangesRequest(string RunId, DateTimeOffset AsOf, int Plans);

/// <summary>Makes plans of advice, and starts them.</summary>
public sealed class PlanActivities(RunStore store, StateStore state, RightsizingOptions options, GuardOptions guard)
{
    /// <summary>Plans once: what a first execution planned, a second one keeps.</summary>
    [Function(nameof(PlanChanges))]
    public Task<Outcome<PlansMade>> PlanChanges([ActivityTrigger] PlanRequest request, CancellationToken ct) =>
        Outcome.OfAsync("plans", async () =>
    {
        var run = request.Report.Run;
        var name = ChangePlans.NameOf(RightsizingCapability.Name, run.RunId);
        var known = await state.FindAsync<ChangePlans>(name, ct);
        var plans = known?.Value ?? await PlanAsync(request, ct);
        if (known is null && !await state.TryWriteAsync(name, plans, null, ct))
            plans = (await state.FindAsync<ChangePlans>(name, ct))!.Value;
        return new PlansMade(plans.Plans.Count, plans.Left.Count);
    }, ct);

    /// <summary>Starts them apart from the run: they take days, the run's report does not wait for them.</summary>
    [Function(nameof(StartChanges))]
    public Task StartChanges([ActivityTrigger] ChangesRequest request, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        client.StartOnceAsync(nameof(ChangesOrchestrator), ChangesOrchestrator.InstanceOf(request.RunId), request, ct);

    private async Task<ChangePlans> PlanAsync(PlanRequest request, CancellationToken ct)
    {
        var documents = new ReportDocuments(store, request.Report, options);
        var (machines, ofSubscriptions) = (0, new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase));
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var leastHealthy = new Dictionary<string, int>(StringComparer.Ordinal);
        var advised = new List<(int Group, Assessment Assessment)>();
        await foreach (var (group, one) in documents.ReadAsync(ct))
        {
            machines++;
            ofSubscriptions[one.Machine.Subscription] = ofSubscriptions.GetValueOrDefault(one.Machine.Subscription) + 1;
            // One whose tag names two groups may be of either.
            var tags = ResourceTags.Of(one.Machine.Tags);
            foreach (var name in ResourceTags.Values(tags, "ops:group"))
            {
                var key = FleetFacts.KeyOf(one.Machine.Subscription, name.Trim());
                Add(groups, key, one.Machine.Id);
                leastHealthy[key] = Math.Max(leastHealthy.GetValueOrDefault(key), ChangePolicy.Healthy(tags) ?? 0);
            }
            // What the picture of its load shows is not needed any more.
            if (one.Advice.Kind is AdviceKind.Resize or AdviceKind.Unused)
                advised.Add((group, one with { Demand = null }));
        }
        var facts = new FleetFacts(machines, ofSubscriptions, groups) { LeastHealthy = leastHealthy };
        var run = new PlannedRun(request.Report.Run.RunId, request.RequestedBy, request.Report.Run.AsOf);
        var planned = new List<Planned>();
        foreach (var ofGroup in advised.GroupBy(one => one.Group))
        {
            var offer = await store.ReadAsync<Offer>(run.RunId, DocumentNames.Offer(ofGroup.Key), ct);
            planned.AddRange(ofGroup.Select(one => ChangePolicy.Plan(one.Assessment, offer, facts, options, guard, run)));
        }
        return ChangePolicy.Choose(planned, options.Changes.MostARun);
    }

    private static void Add(Dictionary<string, IReadOnlyList<string>> groups, string key, string member) =>
        groups[key] = groups.TryGetValue(key, out var members) ? [.. members, member] : [member];
}
