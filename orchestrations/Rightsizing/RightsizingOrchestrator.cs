using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>One run: who is there, what is offered, what each needs, what is advised, the report.</summary>
public static class RightsizingOrchestrator
{
    [Function(nameof(RightsizingOrchestrator))]
    public static async Task<RunSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new RunMoment(context.InstanceId, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));
        return await context.WholeRunAsync(
            RightsizingCapability.Name, run, "Nothing was changed; the next run looks anew.", () => AdviseAsync(context, run));
    }

    private static async Task<RunSummary> AdviseAsync(TaskOrchestrationContext context, RunMoment run)
    {
        context.SetCustomStatus(new RunProgress("reading the fleet", 0, 0));
        var fleet = await context.CallWithThrottlingAsync<FleetRead>(nameof(RightsizingActivities.ReadFleet), run, Retries.Dispensable);
        if (fleet.Value is not { } read)
            throw new InvalidOperationException($"The fleet could not be read: {fleet.Reason}");

        context.SetCustomStatus(new RunProgress("reading sizes and prices", 0, 0));
        await FanOut.AtMostAsync([.. Enumerable.Range(0, read.Regions)], read.AnswersInFlight, region => EnsureAsync<bool>(
            context, run, nameof(RightsizingActivities.ReadPrices), new RegionRef(run, region), DocumentNames.Prices(region)));
        await FanOut.AtMostAsync([.. Enumerable.Range(0, read.MachinesOfGroups.Count)], read.AnswersInFlight, group => EnsureAsync<bool>(
            context, run, nameof(RightsizingActivities.ReadOffer), new GroupRef(run, group), DocumentNames.Offer(group)));

        var chunks = read.MachinesOfGroups.SelectMany((machines, group) => ChunksOf(run, group, machines)).ToList();
        var assessed = 0;
        await FanOut.AtMostAsync(chunks, read.AnswersInFlight, async chunk =>
        {
            await EnsureAsync<int>(
                context, run, nameof(RightsizingActivities.AssessMachines), chunk, DocumentNames.Assessments(chunk.Group, chunk.Chunk));
            context.SetCustomStatus(new RunProgress("assessing", chunks.Count, ++assessed));
            return true;
        });

        // Only when all are known: what one of them needed, each may need.
        await FanOut.AtMostAsync(
            [.. read.WithGroups.Index()], read.AnswersInFlight, group => CompareAsync(context, run, group.Index, group.Item));

        context.SetCustomStatus(new RunProgress("writing evidence and report", chunks.Count, assessed));
        await FanOut.AtMostAsync(
            [.. Enumerable.Range(0, read.MachinesOfGroups.Count)], read.AnswersInFlight, group => RememberAsync(context, run, group));
        var realised = await FanOut.AtMostAsync(
            [.. Enumerable.Range(0, read.MachinesOfGroups.Count)], read.AnswersInFlight, group => MeasureAsync(context, run, group));
        var request = new ReportRequest(run, [.. read.MachinesOfGroups.Select((_, group) => chunks.Count(chunk => chunk.Group == group))])
        {
            Realised = realised.Aggregate(Realised.None, (sum, one) => sum.Plus(one)),
        };
        var changes = read.Mode >= Mode.Approve ? await PlanAsync(context, request) : null;
        request = request with { Plans = changes?.Plans ?? 0 };
        var evidence = await DoneAsync<RunEvidence>(context, nameof(EvidenceActivities.RecordEvidence), request);
        var summary = await DoneAsync<RunSummary>(context, nameof(RightsizingActivities.WriteReport), request with { Evidence = evidence });
        // Last: what is changed was reported and recorded before.
        if (changes is not null)
            await context.CallActivityAsync(nameof(PlanActivities.StartChanges), changes, Retries.Dispensable);
        return summary;
    }

    // Storage that is not well is waited for; without evidence and report there is no run.
    private static async Task<T> DoneAsync<T>(TaskOrchestrationContext context, string activity, ReportRequest request) where T : class
    {
        var outcome = await context.CallWithThrottlingAsync<T>(activity, request, Retries.Dispensable);
        return outcome.Value ?? throw new InvalidOperationException(outcome.Reason);
    }

    // Advice that does not know what a machine's partner did is none: where it cannot be found out, nothing is made smaller.
    private static async Task<bool> CompareAsync(TaskOrchestrationContext context, RunMoment run, int group, IReadOnlyList<int> chunks)
    {
        if (chunks.Count == 0)
            return true;
        var found = await context.CallWithThrottlingAsync<int>(
            nameof(RightsizingActivities.FindCompanions), new GroupRef(run, group), Retries.Dispensable);
        if (found is { Kind: OutcomeKind.Done, Value: 0 })
            return true;
        foreach (var chunk in chunks.Select(chunk => new ChunkRef(run, group, chunk)))
        {
            var compared = found.Kind == OutcomeKind.Done
                ? await context.CallWithThrottlingAsync<int>(
                    nameof(RightsizingActivities.AssessAmongCompanions), chunk, Retries.Dispensable)
                : found;
            if (compared.Kind == OutcomeKind.Done)
                continue;
            var reason = $"its companions could not be compared: {Words.OneLine(compared.Reason ?? "refused")}";
            await context.CallActivityAsync(
                nameof(RightsizingActivities.WithholdFromGroups), new Withholding(chunk, reason), Retries.Dispensable);
        }
        return true;
    }

    // Without plans the run is as good as one that only reports; what kept it from planning stands in its problems.
    private static async Task<ChangesRequest?> PlanAsync(TaskOrchestrationContext context, ReportRequest request)
    {
        context.SetCustomStatus(new RunProgress("planning changes", 0, 0));
        var input = context.GetInput<RunInput>();
        var planned = await context.CallWithThrottlingAsync<PlansMade>(
            nameof(PlanActivities.PlanChanges), new PlanRequest(request, input?.RequestedBy ?? RunInput.Timer), Retries.Dispensable);
        if (planned.Value is { } made)
            return new(request.Run.RunId, request.Run.AsOf, made.Plans);
        var missing = new Missing(request.Run, DocumentNames.Plans, Words.OneLine(planned.Reason ?? "refused"));
        await context.CallActivityAsync(nameof(RightsizingActivities.NoteMissing), missing, Retries.Dispensable);
        return null;
    }

    // What could not be counted now is counted by the next run.
    private static async Task<Realised> MeasureAsync(TaskOrchestrationContext context, RunMoment run, int group)
    {
        var measured = await context.CallWithThrottlingAsync<Realised>(
            nameof(SavingsActivities.MeasureSavings), new GroupRef(run, group), Retries.Dispensable);
        return measured.Value ?? Realised.None;
    }

    // What the next run would count from is no reason to go without this run's report, which tells of it.
    private static async Task<bool> RememberAsync(TaskOrchestrationContext context, RunMoment run, int group)
    {
        try
        {
            await context.CallActivityAsync(nameof(RightsizingActivities.RememberTargets), new GroupRef(run, group), Retries.Dispensable);
            return true;
        }
        catch (TaskFailedException e)
        {
            var missing = new Missing(run, DocumentNames.Targets(group), Words.OneLine(e.FailureDetails.ErrorMessage));
            await context.CallActivityAsync(nameof(RightsizingActivities.NoteMissing), missing, Retries.Dispensable);
            return false;
        }
    }

    private static IEnumerable<ChunkRef> ChunksOf(RunMoment run, int group, int machines) => Enumerable
        .Range(0, MetricsReader.Calls(machines))
        .Select(chunk => new ChunkRef(run, group, chunk));

    // What cannot be read costs its machines their advice, not the run: the reason is written where the document would be.
    private static async Task<bool> EnsureAsync<T>(
        TaskOrchestrationContext context, RunMoment run, string activity, object input, string document)
    {
        var outcome = await context.CallWithThrottlingAsync<T>(activity, input, Retries.Dispensable);
        var reason = outcome.Kind == OutcomeKind.Done ? null : outcome.Reason ?? outcome.Code ?? "refused";
        if (reason is not null)
            await context.CallActivityAsync(
                nameof(RightsizingActivities.NoteMissing), new Missing(run, document, Words.OneLine(reason)), Retries.Dispensable);
        return reason is null;
    }
}
