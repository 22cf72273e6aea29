using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>How building ended.</summary>
/// <param name="Stop">Null: it came to its end.</param>
/// <param name="Code">Code of what failed, where a step did.</param>
public sealed record BuildingEnd(StopKind? Stop, string? Reason, string? Code);

/// <summary>
/// Builds a drill: group and network, disks and interfaces of all machines at once, then the machines group by group. Beside it a watch on
/// the network, the drill's time and people: whichever ends it first.
/// </summary>
internal sealed class DrillBuilding(
    TaskOrchestrationContext context, RunMoment run, DrillChecked plan, ChangeTicket ticket, DrillTrail trail)
{
    // Steps under way end by themselves when they read that the drill stops; what does not is left to the clean-up.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const int MostLooks = 24 * 60 * 4;

    private readonly int _machines = plan.Groups.Sum(group => group.Machines.Count);
    private string? _breach;
    private bool _isRunning;

    public async Task<BuildingEnd> RunAsync()
    {
        using var over = new CancellationTokenSource();
        var building = BuildAsync();
        var abort = context.WaitForExternalEvent<string>(DrillOrchestrator.AbortEvent, over.Token);
        var expiry = context.CreateTimer(plan.ExpiresAt.UtcDateTime, over.Token);
        var watch = WatchAsync(over.Token);
        var first = await Task.WhenAny(building, abort, expiry, watch);
        var end = first == building ? await building
            : first == abort ? new BuildingEnd(StopKind.Aborted, Words.OneLine($"aborted by {await abort}"), null)
            : first == watch ? new BuildingEnd(StopKind.Isolation, _breach, null)
            : new BuildingEnd(StopKind.Expired, "its time was over", null);
        if (end.Stop is { } kind)
            await StopAsync(kind, end.Reason ?? "");
        if (first != building)
            await Task.WhenAny(building, context.CreateTimer(Patience, over.Token));
#pragma warning disable CA1849, MA0042 // CancelAsync would leave the orchestrator's thread.
        over.Cancel();
#pragma warning restore CA1849, MA0042
        return end;
    }

    private async Task<BuildingEnd> BuildAsync()
    {
        trail.Stage("building", "Makes the resource group and the network");
        if (await MakeAsync("group") is { } noGroup)
            return noGroup;
        var parts = plan.Groups.SelectMany(group => group.Machines)
            .ToDictionary(number => number, number => PartsAsync(number, isCards: false));
        if (await MakeAsync("nsg") is { } noRules)
            return noRules;
        if (await MakeAsync("network") is { } noNetwork)
            return noNetwork;
        var cards = parts.Keys.ToDictionary(number => number, number => PartsAsync(number, isCards: true));
        if (await ProveAsync("before the first start") is { } open)
            return open;
        foreach (var (index, group) in plan.Groups.Index())
            if (await GroupAsync(index, group, parts, cards) is { } failed)
                return failed;
        return await ProveAsync("before the verdict") ?? new BuildingEnd(null, null, null);
    }

    private async Task<BuildingEnd?> GroupAsync(
        int index, OutlineGroup group, Dictionary<int, Task<PartsEnd?>> disks, Dictionary<int, Task<PartsEnd?>> cards)
    {
        for (var attempt = 1; ; attempt++)
        {
            trail.Stage(
                "groups",
                Invariant(
                    $"Starts and checks group {index + 1} of {plan.Groups.Count}, {group.Name}: {group.Machines.Count} of {_machines} machines"));
            _isRunning = true;
            var ends = await Task.WhenAll(group.Machines.Select(number => MachineAsync(
                number, group, attempt, disks[number], cards[number])));
            if (Array.Find(ends, end => end.Breach is not null) is { } breach)
                return new(StopKind.Isolation, breach.Breach, null);
            if (Array.Find(ends, end => !end.IsWell) is not { } bad)
                return null;
            if (!await IsTriedAgainAsync(group, bad))
                return new(StopKind.Failed, bad.Problem, null);
            // What was not made is made anew; what is there is found.
            foreach (var number in group.Machines.Where(number => disks[number].IsCompleted && cards[number].IsCompleted))
                (disks[number], cards[number]) = (PartsAsync(number, isCards: false, attempt + 1), PartsAsync(number, isCards: true, attempt
                    + 1));
        }
    }

    private async Task<MachineEnd> MachineAsync(
        int number, OutlineGroup group, int attempt, Task<PartsEnd?> disks, Task<PartsEnd?> cards)
    {
        foreach (var part in new[] { await disks, await cards })
            if (part is null or { Problem: not null })
            {
                var problem = part?.Problem ?? "its parts could not be made";
                await KeepLostAsync(number, problem, part?.Code);
                return new(number, IsWell: false, Breach: null, problem);
            }
        try
        {
            return await context.CallSubOrchestratorAsync<MachineEnd>(
                nameof(DrillMachineOrchestrator),
                new MachineRun(ticket, run.RunId, number, attempt, plan.AgentMinutes, group.SettleSeconds),
                new SubOrchestrationOptions(instanceId: DrillInstances.OfMachine(run.RunId, number, attempt)));
        }
        catch (TaskFailedException e)
        {
            var problem = Words.OneLine(e.FailureDetails.ErrorMessage);
            await KeepLostAsync(number, problem, "Unexpected");
            return new(number, IsWell: false, Breach: null, problem);
        }
    }

    private Task<Outcome<bool>> KeepLostAsync(int number, string problem, string? code) => context.CallUntilDoneAsync<bool>(
        nameof(DrillStageActivities.KeepLost), new LostMachine(run.RunId, number, Words.OneLine(problem), code));

    private async Task<PartsEnd?> PartsAsync(int number, bool isCards, int attempt = 1)
    {
        try
        {
            var end = await context.CallSubOrchestratorAsync<PartsEnd>(
                nameof(DrillPartsOrchestrator), new PartsRun(ticket, run.RunId, number, isCards),
                new SubOrchestrationOptions(instanceId: DrillInstances.OfParts(run.RunId, number, isCards, attempt)));
            trail.Add(end.Step);
            return end;
        }
        catch (TaskFailedException)
        {
            return null;
        }
    }

    // Null: it is there.
    private async Task<BuildingEnd?> MakeAsync(string key)
    {
        var start = context.Now();
        var made = await context.ChangeAsync(nameof(MakingActivities.EnsureMade), new DrillMaking(ticket, run.RunId, key));
        trail.Add(key, StepKind.Recovery, start, made.Succeeded ? null : $"{made.Code}: {made.Reason}");
        return made.Succeeded ? null : new(StopKind.Failed, Words.OneLine($"{key} was not made: {made.Code}: {made.Reason}"), made.Code);
    }

    // Null: nothing leads out.
    private async Task<BuildingEnd?> ProveAsync(string when)
    {
        var start = context.Now();
        var read = await context.CallWithThrottlingAsync<IsolationProof>(
            nameof(ProofActivities.ReadIsolation), new IsolationLook(run.RunId, when));
        var proof = read.Value
            ?? new IsolationProof(when, "configuration", context.Now(), []) { Unread = [Words.OneLine($"{read.Code}: {read.Reason}")] };
        trail.Proofs.Add(proof);
        trail.Add($"isolation {when}", StepKind.DrillOnly, start, proof.IsProven
            ? null
            : string.Join("; ", proof.Breaches.Concat(proof.Unread)));
        return proof.Breaches.Count > 0 ? new(StopKind.Isolation, proof.Breaches[0], null)
            // What cannot be seen is not started.
            : proof.Unread.Count > 0 ? new(StopKind.Failed, $"isolation is not proven: {proof.Unread[0]}", null)
            : null;
    }

    // Ends only with a way out of the network.
    private async Task WatchAsync(CancellationToken over)
    {
        // A drill lives a day at most.
        for (var look = 1; look <= MostLooks; look++)
        {
            await context.CreateTimer(TimeSpan.FromSeconds(plan.IsolationPollSeconds), over);
            if (!_isRunning)
                continue;
            var read = await context.CallWithThrottlingAsync<IsolationProof>(
                nameof(ProofActivities.ReadIsolation), new IsolationLook(run.RunId, "while it ran"));
            if (read.Value is not { Breaches.Count: > 0 } proof)
                continue;
            trail.Proofs.Add(proof);
            _breach = proof.Breaches[0];
            return;
        }
        await context.CreateTimer(plan.ExpiresAt.UtcDateTime, over);
    }

    private async Task StopAsync(StopKind kind, string reason)
    {
        // First of all off: what leads out leads out of every machine.
        var off = kind == StopKind.Isolation ? PowerOffAsync() : Task.CompletedTask;
        await context.CallUntilDoneAsync<bool>(
            nameof(DrillStageActivities.KeepStop),
            new DrillStop(run.RunId, kind, DrillsCapability.Name, context.Now(), Words.OneLine(reason)));
        await off;
    }

    private async Task PowerOffAsync()
    {
        var start = context.Now();
        var ends = await Task.WhenAll(plan.MachineKeys.Select(key =>
            context.ChangeAsync(nameof(IsolationActivities.EnsurePoweredOff), new DrillUndo(ticket, run.RunId, key))));
        trail.Add("power off", StepKind.DrillOnly, start, Array.Find(ends, end => !end.Succeeded)?.Reason);
    }

    private async Task<bool> IsTriedAgainAsync(OutlineGroup group, MachineEnd bad)
    {
        if (plan.WaitOnFailureMinutes == 0)
            return false;
        trail.Stage(
            "waiting",
            Invariant($"Group {group.Name} failed ({bad.Problem}): waits {plan.WaitOnFailureMinutes} minutes for a retry or an abort"));
        try
        {
            await context.WaitForExternalEvent<string>(DrillOrchestrator.RetryEvent, TimeSpan.FromMinutes(plan.WaitOnFailureMinutes));
            return true;
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }
}
