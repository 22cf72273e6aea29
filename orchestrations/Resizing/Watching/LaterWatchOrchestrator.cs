using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>What a look at machines after their watch came to.</summary>
/// <param name="Batches">Calls for metrics.</param>
/// <param name="TooSmall">Machines that are to be taken back.</param>
/// <param name="Problems">What could not be looked at; the next hour tries again.</param>
public sealed record LaterLook(int Batches, int TooSmall, IReadOnlyList<string> Problems);

/// <summary>
/// A look at machines whose watch is over: a load that was never there before comes weeks after a resize. Takes a minute, so that no
/// orchestration stays open for a month.
/// </summary>
public static class LaterWatchOrchestrator
{
    /// <summary>How ids of its instances begin.</summary>
    public const string Prefix = "laterwatch";

    // The next look is an hour away: this one does not wait for longer.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(50);

    [Function(nameof(LaterWatchOrchestrator))]
    public static async Task<LaterLook> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var capability = context.GetInput<string>() ?? throw new InvalidOperationException("A look needs to know whose changes");
        var until = context.Now() + Longest;
        var listed = await context.CallWithThrottlingAsync<LaterList>(nameof(LaterActivities.ListLater), capability, until: until);
        var (tooSmall, problems) = (0, new List<string>(listed.Value?.Problems ?? [listed.Reason ?? "refused"]));
        var batches = listed.Value?.Batches ?? [];
        foreach (var batch in batches)
        {
            var looked = await context.CallWithThrottlingAsync<LaterLooked>(nameof(LaterActivities.LookAtLater), batch, until: until);
            problems.AddRange(looked.Value?.Problems ?? [$"{batch.Region}: {looked.Reason}"]);
            foreach (var finding in looked.Value?.Found ?? [])
                problems.AddRange(await BeginAsync(context, finding));
            tooSmall += looked.Value?.Found.Count ?? 0;
        }
        await TellAsync(context, capability, problems);
        return new(batches.Count, tooSmall, problems);
    }

    // The next look tries again; people are told once a day, whatever goes wrong.
    private static async Task TellAsync(TaskOrchestrationContext context, string capability, List<string> problems)
    {
        if (problems.Count == 0)
            return;
        var log = context.CreateReplaySafeLogger(nameof(LaterWatchOrchestrator));
        foreach (var problem in problems)
            log.NotLookedAt(context.InstanceId, problem);
        await context.NotifyAsync(ChangeNotices.NotLookedAt(context, capability, problems));
    }

    // One that began and broke off tells nobody by itself where it was terminated or could not be replayed.
    private static async Task<IReadOnlyList<string>> BeginAsync(TaskOrchestrationContext context, LaterFinding finding)
    {
        var problems = new List<string>();
        if (finding.HasBegun)
        {
            var broken = await context.CallWithThrottlingAsync<BrokenTakeBack?>(nameof(LaterActivities.FindBroken), finding);
            if (broken.Value is { } one)
                await context.NotifyAsync(ChangeNotices.TakeBackBrokeOff(context, one.Plan, $"{finding.Id}-ended-{one.Attempt}"));
            if (broken.Kind != OutcomeKind.Done)
                problems.Add($"{finding.Id}: {broken.Reason}");
        }
        try
        {
            await context.CallActivityAsync<bool>(nameof(LaterActivities.StartTakeBack), finding, Retries.Unexpected);
        }
        catch (TaskFailedException e)
        {
            problems.Add($"{finding.Id} could not be started: {Words.OneLine(e.FailureDetails.ErrorMessage)}");
        }
        return problems;
    }
}
