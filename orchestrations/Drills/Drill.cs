using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Notifications;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>The order of a drill.</summary>
internal sealed class Drill(TaskOrchestrationContext context, RunMoment run, DrillRequest request)
{
    private const int GuardHours = 24;
    private const int MostAsks = 200;

    private readonly DrillTrail _trail = new(context);
    private ApprovalResult? _approval;

    public async Task<DrillSummary> RunAsync()
    {
        _trail.Stage("looking", "Looks whether the drill can be built");
        var seen = await CheckAsync(commits: false, approvedHash: null);
        if (seen.Value is not { } plan)
            return await CloseAsync(StopKind.Failed, Words.OneLine($"{seen.Code}: {seen.Reason}"), seen.Code);
        if (plan.Mode == Mode.Report || plan.Missing.Count > 0)
            return await CloseAsync(plan.Missing.Count > 0
                ? StopKind.Failed
                : null, plan.Missing.Count > 0
                ? string.Join("; ", plan.Missing)
                : null, "Preflight");
        if (plan.NeedsApproval && !await ApproveAsync(plan))
            return await CloseAsync(StopKind.Aborted, _approval!.Reason, null);
        _trail.Declare();
        var answer = await AskGuardAsync(plan);
        if (answer.Ticket is not { } ticket)
            return await CloseAsync(StopKind.Failed, answer.Reason, "Guard");
        try
        {
            return await WithTicketAsync(plan, ticket);
        }
        finally
        {
            await context.CallUntilDoneAsync<bool>(
                nameof(GuardActivities.EndChange), new ChangeEnd(ticket, HasChanged: false, HasFailed: false));
        }
    }

    private async Task<DrillSummary> WithTicketAsync(DrillChecked seen, ChangeTicket ticket)
    {
        // What was looked at before may have changed while people and windows were waited for.
        var start = context.Now();
        var committed = await CheckAsync(commits: true, seen.NeedsApproval ? seen.PlanHash : null);
        _trail.Add("journal and holds", StepKind.DrillOnly, start, committed.Value is { Missing.Count: 0 } ? null : committed.Reason);
        if (committed.Value is not { Missing.Count: 0 } plan)
            return await CloseAsync(
                StopKind.Failed, committed.Value is { } late ? string.Join("; ", late.Missing) : committed.Reason,
                committed.Code ?? "Preflight");
        _trail.ExpiresAt = plan.ExpiresAt;

        var building = new DrillBuilding(context, run, plan, ticket, _trail);
        var end = await building.RunAsync();
        _trail.Stage("judging", "Judges what was proved");
        var judged = await JudgeAsync(end, isOver: false);
        _trail.Stage("cleaning", $"{Sentence(judged)} Takes everything down");
        start = context.Now();
        var clean = await new DrillCleaning(context, run.RunId).RunAsync(ticket);
        _trail.Add("clean-up", StepKind.DrillOnly, start, clean.Remains == Remains.Leaked ? clean.Problem ?? "something is left" : null);
        return await EndAsync(clean);
    }

    private Task<Outcome<DrillChecked>> CheckAsync(bool commits, string? approvedHash) => context.CallWithThrottlingAsync<DrillChecked>(
        nameof(PreflightActivities.CheckDrill), new DrillCheckup(run, request, commits, approvedHash));

    private async Task<bool> ApproveAsync(DrillChecked plan)
    {
        _trail.Stage("approval", "Waits for a person's approval");
        var start = context.Now();
        _approval = await context.AskApprovalAsync(new(
            Ids.Short("drill-", run.RunId), ApprovalKind.Approval, DrillsCapability.Name, run.RunId, request.RequestedBy, plan.GroupId,
            plan.Sentence, plan.Steps, plan.PlanHash, start, start.AddHours(plan.ApprovalHours))
        {
            Topic = $"drill {plan.Application}",
        });
        _trail.Add("approval", StepKind.Approval, start, _approval.Outcome == ApprovalOutcome.Approved ? null : _approval.Reason);
        return _approval.Outcome == ApprovalOutcome.Approved;
    }

    private async Task<DrillAnswer> AskGuardAsync(DrillChecked plan)
    {
        var (start, until) = (context.Now(), context.Now().AddHours(GuardHours));
        var ask = new DrillAsk(run.RunId, plan.GroupId, plan.Subscription, plan.Mode, plan.PlanHash, _approval);
        for (var attempt = 1; ; attempt++)
        {
            var asked = await context.CallWithThrottlingAsync<DrillAnswer>(nameof(PreflightActivities.AskDrillGuard), ask);
            var answer = asked.Value ?? new(null, Words.OneLine($"the guard could not be asked: {asked.Reason}"), null);
            if (answer.Ticket is not null || answer.RetryAt is not { } at || at > until || attempt == MostAsks)
            {
                _trail.Add("guard", StepKind.DrillOnly, start, answer.Ticket is null ? answer.Reason : null);
                return answer;
            }
            _trail.Stage("looking", Invariant($"Waits for the guard: {answer.Reason}"));
            await context.CreateTimer(at > context.Now()
                ? at.UtcDateTime
                : context.CurrentUtcDateTime.AddMinutes(1), CancellationToken.None);
        }
    }

    private async Task<DrillJudged> JudgeAsync(BuildingEnd end, bool isOver)
    {
        var judged = await context.CallUntilDoneAsync<DrillJudged>(
            nameof(DrillReportActivities.JudgeDrill),
            new DrillJudging(run, request, _trail.Steps, _trail.Proofs, end, _trail.DeclaredAt ?? run.AsOf, _approval?.By ?? "", isOver));
        return judged.Value ?? new(null, [Words.OneLine($"the verdict could not be written: {judged.Reason}")]);
    }

    private async Task<DrillSummary> CloseAsync(StopKind? stop, string? reason, string? code)
    {
        var end = new BuildingEnd(stop, reason, code);
        _trail.Stage("judging", stop is null ? "Only looked: the mode is Report" : $"Nothing is built: {reason}");
        await JudgeAsync(end, isOver: stop is null);
        return await EndAsync(CleanResult.None(context.Now()));
    }

    private async Task<DrillSummary> EndAsync(CleanResult clean)
    {
        var closed = await context.CallUntilDoneAsync<DrillSummary>(
            nameof(DrillReportActivities.CloseDrill), new DrillClosing(run, request, _trail.Steps, clean));
        var summary = closed.Value
            ?? new(run.RunId, null, clean.Remains, [Words.OneLine($"its report could not be written: {closed.Reason}")], Report: null);
        _trail.Stage("ended", Sentence(summary));
        await DrillNotices.TellAsync(context, run, request, summary, clean);
        return summary;
    }

    private static string Sentence(DrillJudged judged) => judged.Verdict is { } verdict ? $"{verdict}." : "";

    private static string Sentence(DrillSummary summary) => summary.Verdict is { } verdict
        ? $"{verdict}, {summary.Remains}{(summary.Causes.Count > 0 ? ": " + summary.Causes[0] : "")}"
        : $"Only looked, {summary.Remains}";
}
