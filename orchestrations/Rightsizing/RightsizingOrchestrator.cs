using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>One run: who is there, what is offered, what each needs, what is advised, the report.</summary>
public static class RightsizingOrchestrator
{
    // An activity that broke for a reason nobody expected is tried again before its machines go without advice.
    private static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(10), 2));

    [Function(nameof(RightsizingOrchestrator))]
    public static async Task<RunSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new RunMoment(context.InstanceId, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero));

        context.SetCustomStatus(new RunProgress("reading the fleet", 0, 0));
        var fleet = await context.CallWithThrottlingAsync<FleetRead>(nameof(RightsizingActivities.ReadFleet), run);
        if (fleet.Value is null)
            throw new InvalidOperationException($"The fleet could not be read: {fleet.Reason}");

        context.SetCustomStatus(new RunProgress("reading sizes and prices", 0, 0));
        var groups = fleet.Value.Groups.Select((group, index) => new GroupRef(run, index, group.Subscription, group.Region)).ToList();
        await FanOut.AtMostAsync(groups, fleet.Value.AnswersInFlight, group => ReadOfferAsync(context, group));

        var chunks = groups.SelectMany(group => ChunksOf(group, fleet.Value.Groups[group.Group].Count)).ToList();
        var assessed = 0;
        var failed = await FanOut.AtMostAsync(chunks, fleet.Value.AnswersInFlight, async chunk =>
        {
            var failure = await AssessAsync(context, chunk);
            context.SetCustomStatus(new RunProgress("assessing", chunks.Count, ++assessed));
            return failure;
        });

        context.SetCustomStatus(new RunProgress("writing the report", chunks.Count, assessed));
        var request = new ReportRequest(
            run, [.. groups.Select(group => chunks.Count(chunk => chunk.Group == group.Group))], [.. failed.OfType<FailedChunk>()]);
        var summary = await context.CallActivityAsync<RunSummary>(nameof(RightsizingActivities.WriteReport), request, Retried);
        await context.CallActivityAsync(nameof(RightsizingActivities.ForgetDocuments), run, Retried);
        return summary;
    }

    private static IEnumerable<ChunkRef> ChunksOf(GroupRef group, int machines) => Enumerable
        .Range(0, (machines + MetricsReader.MachinesPerCall - 1) / MetricsReader.MachinesPerCall)
        .Select(chunk => new ChunkRef(group.Run, group.Group, chunk, group.Subscription, group.Region));

    // A region whose sizes or prices cannot be read costs its machines their advice, not the run: the problem is written
    // in place of the offer, also where the throttling never ended.
    private static async Task<bool> ReadOfferAsync(TaskOrchestrationContext context, GroupRef group)
    {
        string? reason;
        try
        {
            reason = (await context.CallWithThrottlingAsync<bool>(nameof(RightsizingActivities.ReadOffer), group)).Reason;
        }
        catch (TaskFailedException e)
        {
            reason = e.FailureDetails.ErrorMessage;
        }
        if (reason is not null)
            await context.CallActivityAsync(nameof(RightsizingActivities.NoteMissingOffer), new MissingOffer(group, reason), Retried);
        return reason is null;
    }

    private static async Task<FailedChunk?> AssessAsync(TaskOrchestrationContext context, ChunkRef chunk)
    {
        try
        {
            var outcome = await context.CallWithThrottlingAsync<int>(nameof(RightsizingActivities.AssessMachines), chunk);
            return outcome.Kind == OutcomeKind.Done ? null : new(chunk.Group, chunk.Chunk, outcome.Reason ?? "refused");
        }
        catch (TaskFailedException e)
        {
            return new(chunk.Group, chunk.Chunk, e.FailureDetails.ErrorMessage);
        }
    }
}

/// <summary>A region whose sizes or prices could not be read.</summary>
public sealed record MissingOffer(GroupRef Group, string Reason);
