using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>
/// The way from a plan to the right to carry it out: a first look, people where they must be asked, then the guard until it grants.
/// </summary>
internal sealed class Admission(TaskOrchestrationContext context, ChangePlan plan, MachineGroups groups, Trail trail)
{
    private ApprovalResult? _approval;

    /// <summary>The mode in force: where capacity is not sure, nobody goes unasked.</summary>
    public Mode Mode { get; private set; } = plan.NeedsApproval.Count > 0 ? Mode.Approve : plan.Mode;

    public void RequireApproval() => Mode = Mode.Approve;

    /// <returns>The ticket; null where the change is not taken, and the trail says why.</returns>
    public async Task<ChangeTicket?> EnterAsync(IReadOnlyList<string> words, DateTimeOffset approvalUntil)
    {
        if (!await IsPossibleAsync())
            return null;
        if (Mode == Mode.Approve && _approval is null && !await ApprovedAsync(words, approvalUntil))
            return null;
        return await WaitAsync();
    }

    /// <summary>Whether nothing that lasts stands against it: before anybody is asked or told.</summary>
    public async Task<bool> IsPossibleAsync() =>
        await AskAsync(GuardRequests.Of(
            plan, context.InstanceId, groups, Mode) with { Preview = true }) is { Decision.Verdict: GuardVerdict.Granted };

    private async Task<bool> ApprovedAsync(IReadOnlyList<string> words, DateTimeOffset until)
    {
        var id = Ids.Short($"{plan.Capability}-", $"{context.InstanceId} {plan.Hash()}");
        _approval = await context.AskApprovalAsync(new(
            id, ApprovalKind.Approval, plan.Capability, context.InstanceId, plan.RequestedBy, plan.MachineId,
            $"{plan.Action} {plan.Name}", words, plan.Hash(), Now, until < plan.ValidUntil ? until : plan.ValidUntil)
        {
            Topic = plan.Topic(),
        });
        trail.Add("approval", _approval.Outcome.ToString().ToLowerInvariant(), _approval.Reason);
        return _approval.Outcome == ApprovalOutcome.Approved;
    }

    private async Task<ChangeTicket?> WaitAsync()
    {
        GuardRule? told = null;
        while (Now < plan.ValidUntil)
        {
            var answer = await AskAsync(GuardRequests.Of(plan, context.InstanceId, groups, Mode) with { Approval = _approval }, told);
            if (answer is null || answer.Decision.Verdict == GuardVerdict.Refused)
                return null;
            if (answer.Ticket is { } ticket)
                return ticket;
            told = answer.Decision.Rule;
            var again = answer.Decision.RetryAt ?? Now.AddMinutes(10);
            if (again >= plan.ValidUntil)
            {
                trail.Add(
                    "guard", "not taken",
                    $"the plan is valid until {plan.ValidUntil.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {answer.Decision.Reason}");
                return null;
            }
            if (answer.Decision.IsBreakerOpen)
                await context.NotifyAsync(ChangeNotices.BreakerOpen(context, plan, answer.Decision.Reason));
            await context.CreateTimer(again.UtcDateTime, CancellationToken.None);
        }
        trail.Add("guard", "not taken", $"the plan was valid until {plan.ValidUntil.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        return null;
    }

    // Each refusal is recorded; waiting for the same thing again is not said again.
    private async Task<GuardAnswer?> AskAsync(GuardRequest request, GuardRule? told = null)
    {
        var asked = await context.CallWithThrottlingAsync<GuardAnswer>(nameof(GuardActivities.AskGuard), request);
        if (asked.Value is not { } answer)
        {
            trail.Add("guard", "refused", $"the guard could not decide: {asked.Reason}");
            // It may have taken a part before it broke off.
            if (!request.Preview)
                await context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange), ChangeEnd.Of(request));
            return null;
        }
        if (answer.Decision.Rule != told && !(request.Preview && answer.Decision.Verdict == GuardVerdict.Granted))
            trail.Add("guard", answer.Decision.Verdict.ToString().ToLowerInvariant(), $"{answer.Decision.Rule}: {answer.Decision.Reason}");
        return answer;
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
