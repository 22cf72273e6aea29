using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>Sends a runbook's commands, each once, and keeps what became of them.</summary>
internal sealed class Acts(TaskOrchestrationContext context, RunbookOrder order)
{
    private readonly List<RunbookStep> _steps = [];

    /// <summary>Something was sent, or may have been.</summary>
    public bool HasBegun { get; set; }

    /// <summary>A command that begins something: not later than the deadline, and only if the resource still needs it.</summary>
    public async Task<ChangeOutcome> BeginAsync(string step, Command command, string target, long amount = 0)
    {
        var outcome = await context.ChangeAsync(
            nameof(ActActivities.Send), new ActOrder(order, step, command, ChangeDirection.Forward, target, amount), order.Deadline);
        HasBegun |= outcome.Succeeded || !IsOfNothing(outcome.Code);
        return Note(step, outcome);
    }

    /// <summary>A command that ends what was begun: it goes on whatever the time is, until it is done.</summary>
    public async Task<ChangeOutcome> GoOnAsync(string step, Command command, string target, long amount = 0) =>
        Note(step, await context.ChangeAsync(
        nameof(ActActivities.Send), new ActOrder(order, step, command, ChangeDirection.Undo, target, amount)));

    /// <summary>The machine runs, whatever it takes.</summary>
    public async Task<ChangeOutcome> StartAsync(string machineId) => Note("start", await OneHour.UntilAsync(
        context, outcome => outcome.Succeeded || outcome.Code == ChangeGate.KillSwitchCode, () => context.ChangeAsync(
            nameof(MachineActivities.EnsureStarted), new MachineChange(order.Ticket, ChangeDirection.Undo, machineId))));

    public ChangeOutcome Note(string step, ChangeOutcome outcome)
    {
        _steps.Add(new(context.Now(), step, outcome.Succeeded
            ? "done"
            : "failed", Words.OneLine(outcome.Succeeded ? outcome.Output ?? "" : $"{outcome.Code}: {outcome.Reason}")));
        return outcome;
    }

    public RunbookEnd End(ChangeOutcome outcome, string words, string? undo = null) => new(
        HasBegun, outcome.Succeeded, outcome.Code, outcome.Succeeded ? words : $"{outcome.Code}: {outcome.Reason}",
        HasBegun ? undo : null) { Steps = _steps };

    // A machine that was switched off must come up again.
    private static readonly Repeat OneHour = new(12, TimeSpan.FromMinutes(5));

    // What the gate, the last look or a plain refusal of the first call say: nothing has happened.
    private static bool IsOfNothing(string? code) => code is not null && (code.StartsWith(ActActivities.LookCode, StringComparison.Ordinal)
        || code is ChangeGate.KillSwitchCode or ChangeGate.ClaimLostCode or ChangeGate.TicketExpiredCode or ThrottlingExtensions.TooLate
            or ActActivities.RefusedCode);
}
