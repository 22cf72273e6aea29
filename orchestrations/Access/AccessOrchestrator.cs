using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Access.Report;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Access.Work;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Notifications;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access;

/// <summary>What an audit ends with.</summary>
/// <param name="Findings">That count.</param>
/// <param name="New">Of these, those that the last audit did not have.</param>
/// <param name="Unknown">Checks that something was missing for.</param>
/// <param name="Page">New findings that somebody has to look at now, a line each.</param>
/// <param name="Report">Its report, without ending; null: none could be written.</param>
public sealed record AuditSummary(
    string RunId, int Findings, int New, int Unknown, IReadOnlyDictionary<string, int> BySeverity, IReadOnlyList<string> Page,
    string? Report, string? Problem);

/// <summary>An audit: read, judge, compare, report. What could not be read is unknown, and the run ends well.</summary>
public static class AccessOrchestrator
{
    // Reads of one subscription each: more at once would only be throttled.
    private const int ScopesAtOnce = 4;

    // Three parts that are waited for in vain: it is the directory.
    private const int MostInARow = 3;

    [Function(nameof(AccessOrchestrator))]
    public static async Task<AuditSummary> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = new RunMoment(context.InstanceId, context.Now());
        var requestedBy = context.GetInput<RunInput>()?.RequestedBy ?? RunInput.Timer;
        context.SetCustomStatus("Reads management groups");
        var planned = await context.CallWithThrottlingAsync<IReadOnlyList<string>>(nameof(AuditActivities.PlanAudit), new AuditToPlan(run));
        // Management groups that never come cost what is granted there, not the audit.
        if (planned.Value is null)
            planned = await context.CallWithThrottlingAsync<IReadOnlyList<string>>(
                nameof(AuditActivities.PlanAudit), new AuditToPlan(run, planned.Reason));
        if (planned.Value is not { } scopes)
            return await EndAsync(context, Broken(run, $"the audit could not begin: {planned.Reason}"));
        context.SetCustomStatus(Invariant($"Reads rights at {scopes.Count} places"));
        var first = scopes.FirstOrDefault(ScopeTree.IsSubscription);
        await FanOut.AtMostAsync(scopes, ScopesAtOnce, scope => context.CallWithThrottlingAsync<int>(
            nameof(AuditActivities.ReadAccessScope), new ScopeToRead(run, scope, WithBuiltIn: scope == first)));
        await context.CallWithThrottlingAsync<int>(nameof(AuditActivities.ReadIdentities), run);
        context.SetCustomStatus("Reads the directory");
        var directory = await ReadDirectoryAsync(context, run);
        context.SetCustomStatus("Judges and compares");
        var judged = await context.CallWithThrottlingAsync<AuditSummary>(
            nameof(AuditReportActivities.JudgeAudit), new AuditToJudge(run, requestedBy, directory.Reason));
        return await EndAsync(context, judged.Value ?? Broken(run, $"the audit could not be judged: {judged.Reason}"));
    }

    // As long as it gets on, it may be throttled as often as the service likes; a part that is throttled for good is given up, and the next
    // one read.
    private static async Task<Outcome<DirectoryProgress>> ReadDirectoryAsync(TaskOrchestrationContext context, RunMoment run)
    {
        var (next, inARow) = (new DirectoryToRead(run), 0);
        while (true)
        {
            var directory = await context.CallWithThrottlingAsync<DirectoryProgress>(nameof(AuditActivities.ReadDirectory), next);
            inARow = directory.Value is null ? inARow + 1 : 0;
            if (directory.Value is { IsWhole: true } || inARow == MostInARow)
                return directory;
            if (directory.Value is null)
                next = new(run, next.GivenUp + 1, directory.Reason);
        }
    }

    private static AuditSummary Broken(RunMoment run, string problem) =>
        new(run.RunId, 0, 0, 0, new SortedDictionary<string, int>(StringComparer.Ordinal), [], Report: null, problem);

    private static async Task<AuditSummary> EndAsync(TaskOrchestrationContext context, AuditSummary summary)
    {
        context.SetCustomStatus(summary.Problem ?? Invariant($"{summary.Findings} findings, {summary.New} of them new"));
        if (summary.Problem is not null || summary.Page.Count > 0)
            await context.NotifyAsync(new(
                $"access-{summary.RunId}", NotificationKind.Page,
                summary.Problem is null
                    ? Invariant($"Access audit: {summary.Page.Count} new findings to look at now")
                    : "Access audit: it could not be made",
                summary.Problem ?? string.Join("; ", summary.Page),
                new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = summary.RunId }, context.Now()));
        return summary;
    }
}
