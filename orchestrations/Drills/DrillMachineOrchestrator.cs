using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Validating;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>A machine that is to be started and looked at.</summary>
/// <param name="Attempt">From 1; what an earlier one left of checks is asked anew.</param>
public sealed record MachineRun(ChangeTicket Ticket, string DrillId, int Number, int Attempt, int AgentMinutes, int SettleSeconds);

/// <summary>What it came to, in short; the whole lies among the drill's documents.</summary>
/// <param name="IsWell">It is there, and every required check of it passed.</param>
/// <param name="Breach">What leads out of the network; null: nothing was found.</param>
public sealed record MachineEnd(int Number, bool IsWell, string? Breach, string? Problem);

/// <summary>How far a machine is.</summary>
public sealed record MachineProgress(string Machine, string Step, IReadOnlyList<DrillStep> Steps);

/// <summary>One machine of a drill: made of its disks, proved isolated, waited for, left to settle, looked at from inside.</summary>
public static class DrillMachineOrchestrator
{
    [Function(nameof(DrillMachineOrchestrator))]
    public static async Task<MachineEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = context.GetInput<MachineRun>() ?? throw new InvalidOperationException("A machine of a drill needs its run");
        var read = await context.CallWithThrottlingAsync<DrillMachine>(
            nameof(ValidationActivities.ReadDrillMachine), new MachineRef(run.DrillId, run.Number));
        return read.Value is { } machine
            ? await new DrillMachineSteps(context, run, machine).RunAsync()
            : new(run.Number, IsWell: false, Breach: null, Words.OneLine(read.Reason ?? "refused"));
    }
}

/// <summary>The steps of one machine.</summary>
internal sealed class DrillMachineSteps(TaskOrchestrationContext context, MachineRun run, DrillMachine machine)
{
    private const double AgentPollSeconds = 10;
    private const double CheckPollSeconds = 10;
    private const int MostLooks = 2000;

    // Beyond a check's own time-out: what it takes to be begun and to be read.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly List<DrillStep> _steps = [];
    private readonly List<IsolationProof> _proofs = [];
    private readonly List<CheckResult> _checks = [];

    public async Task<MachineEnd> RunAsync()
    {
        Show("is made of its disks");
        var made = await StepAsync("machine", StepKind.Recovery, () => ChangeAsync(machine.Key));
        if (!made.Succeeded)
            return await EndAsync($"{made.Code}: {made.Reason}", made.Code);
        var routes = ProveRoutesAsync();
        var (isReady, why) = await WaitForAgentAsync();
        // Azure takes its time for the routes: what is asked meanwhile does no harm.
        if (routes.IsCompleted && Breach() is not null)
            return await EndAsync("its network leads out", IsolationCode);
        if (!isReady)
        {
            // Nothing can be asked of it: each check says so.
            foreach (var check in machine.Checks)
                await JudgeAsync(check, new CheckState("TimedOut", "", why ?? ""));
            await routes;
            return await EndAsync(failure: null, code: null);
        }
        var canary = CheckAsync(machine.Checks[0]);
        await SettleAsync();
        await Task.WhenAll(machine.Checks.Skip(1).Select(CheckAsync).Append(canary).Append(routes));
        return await (Breach() is null ? EndAsync(failure: null, code: null) : EndAsync("its network leads out", IsolationCode));
    }

    private const string IsolationCode = "NotIsolated";

    private async Task ProveRoutesAsync()
    {
        var start = context.Now();
        foreach (var card in machine.Cards)
        {
            var asked = await context.ChangeAsync(nameof(IsolationActivities.AskRoutes), new RoutesQuestion(run.Ticket, run.DrillId, card));
            var judged = await context.CallWithThrottlingAsync<IsolationProof>(
                nameof(ProofActivities.JudgeRoutes),
                new RoutesAnswer(card, asked.Output, asked.Reason is null ? null : Words.OneLine($"{asked.Code}: {asked.Reason}")));
            if (judged.Value is { } proof)
                _proofs.Add(proof);
        }
        Add("effective routes", StepKind.DrillOnly, start, problem: null);
    }

    private async Task<(bool IsReady, string? Why)> WaitForAgentAsync()
    {
        var (start, until) = (context.Now(), context.Now().AddMinutes(run.AgentMinutes));
        for (var look = 1; ; look++)
        {
            var read = await context.CallWithThrottlingAsync<CloneState>(
                nameof(ValidationActivities.ReadClone), new DrillRef(run.DrillId, machine.Key));
            var why = read.Value is null ? Words.OneLine(read.Reason ?? "refused") : read.Value.Stop;
            if (read.Value is { IsReady: true, Stop: null } || why is not null || context.Now() >= until || look == MostLooks)
            {
                var isReady = read.Value is { IsReady: true, Stop: null };
                why ??= isReady ? null : FormattableString.Invariant($"its agent did not report within {run.AgentMinutes} minutes");
                Add("agent ready", StepKind.Recovery, start, isReady ? null : why);
                return (isReady, why);
            }
            Show("waits for its agent");
            await context.CreateTimer(TimeSpan.FromSeconds(AgentPollSeconds), CancellationToken.None);
        }
    }

    private Task SettleAsync() => run.SettleSeconds == 0 ? Task.CompletedTask : StepAsync("settle", StepKind.Recovery, async () =>
    {
        Show("settles");
        await context.CreateTimer(TimeSpan.FromSeconds(run.SettleSeconds), CancellationToken.None);
        return ChangeOutcome.Ok;
    });

    private async Task CheckAsync(DrillCheck check)
    {
        var start = context.Now();
        if (run.Attempt > 1)
            await context.ChangeAsync(nameof(CleaningActivities.EnsureGone), new DrillUndo(run.Ticket, run.DrillId, check.Key));
        var made = await context.ChangeAsync(nameof(MakingActivities.EnsureMade), new DrillMaking(run.Ticket, run.DrillId, check.Key));
        var state = made.Succeeded
            ? await AnswerAsync(check, start.AddSeconds(check.TimeoutSeconds) + Grace)
            : new CheckState("Failed", "", Words.OneLine($"{made.Code}: {made.Reason}"));
        var problem = await JudgeAsync(check, state);
        Add(check.Label, check.Kind is null ? StepKind.DrillOnly : StepKind.Recovery, start, problem);
    }

    private async Task<CheckState> AnswerAsync(DrillCheck check, DateTimeOffset until)
    {
        Show("is looked at from inside");
        for (var look = 1; ; look++)
        {
            var read = await context.CallWithThrottlingAsync<CheckState>(
                nameof(ValidationActivities.ReadCheck), new DrillRef(run.DrillId, check.Key));
            if (read.Value is not { } state)
                return new("Failed", "", Words.OneLine(read.Reason ?? "refused"));
            if (CheckPolicy.IsOver(state) || state.State is null)
                return state;
            if (context.Now() >= until || look == MostLooks)
            {
                // One that is stuck is ended by its deletion, so that the machine can be taken down.
                await context.ChangeAsync(nameof(CleaningActivities.EnsureGone), new DrillUndo(run.Ticket, run.DrillId, check.Key));
                return state with { State = "TimedOut" };
            }
            await context.CreateTimer(TimeSpan.FromSeconds(CheckPollSeconds), CancellationToken.None);
        }
    }

    // Gives back why it is not passed; null: it is.
    private async Task<string?> JudgeAsync(DrillCheck check, CheckState state)
    {
        var end = new CheckEnd(new(run.DrillId, run.Number), check.Key, state);
        if (check.Kind is null)
        {
            var canary = await context.CallWithThrottlingAsync<IsolationProof>(nameof(ValidationActivities.JudgeCanary), end);
            _proofs.Add(canary.Value
                ?? new("from inside", $"canary on {machine.Name}", context.Now(), []) { Unread = [canary.Reason ?? "refused"] });
            return _proofs[^1].IsProven ? null : string.Join("; ", _proofs[^1].Breaches.Concat(_proofs[^1].Unread));
        }
        var judged = await context.CallWithThrottlingAsync<CheckResult>(nameof(ValidationActivities.JudgeCheck), end);
        var result = judged.Value ?? new(
            machine.Name, check.Label, check.Kind, check.Required, CheckOutcome.Inconclusive, "", Words.OneLine(judged.Reason ?? "refused"),
            context.Now());
        _checks.Add(result);
        return result.Cause;
    }

    private async Task<MachineEnd> EndAsync(string? failure, string? code)
    {
        var result = new MachineResult(
            run.Number, machine.Name, _steps, _checks, _proofs, failure is null ? null : Words.OneLine(failure), code);
        await context.CallUntilDoneAsync<bool>(nameof(ValidationActivities.KeepMachine), new KeptMachine(run.DrillId, result));
        var bad = _checks.FirstOrDefault(check => check.Required && check.Outcome != CheckOutcome.Passed);
        return new(
            run.Number, failure is null && bad is null, Breach(), failure is not null ? Words.OneLine($"{machine.Name}: {failure}")
                : bad is null ? null : Words.OneLine($"{machine.Name}: {bad.Label}: {bad.Cause}"));
    }

    private string? Breach() => _proofs.SelectMany(proof => proof.Breaches.Select(breach => $"{proof.About}: {breach}")).FirstOrDefault();

    private Task<ChangeOutcome> ChangeAsync(string key) =>
        context.ChangeAsync(nameof(MakingActivities.EnsureMade), new DrillMaking(run.Ticket, run.DrillId, key));

    private async Task<ChangeOutcome> StepAsync(string name, StepKind kind, Func<Task<ChangeOutcome>> step)
    {
        var start = context.Now();
        var outcome = await step();
        Add(name, kind, start, outcome.Succeeded ? null : Words.OneLine($"{outcome.Code}: {outcome.Reason}"));
        return outcome;
    }

    private void Add(string name, StepKind kind, DateTimeOffset start, string? problem)
    {
        _steps.Add(new(name, machine.Name, kind, start, context.Now(), problem));
        Show(name);
    }

    private void Show(string step) => context.SetCustomStatus(new MachineProgress(machine.Name, step, _steps));
}
