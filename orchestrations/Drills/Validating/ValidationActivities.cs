using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Validating;

/// <summary>Something of a drill, to be read.</summary>
public sealed record DrillRef(string DrillId, string Key);

/// <summary>A machine of a drill.</summary>
public sealed record MachineRef(string DrillId, int Number);

/// <summary>A clone at this moment.</summary>
/// <param name="IsReady">Its agent has reported itself ready.</param>
/// <param name="Stop">Why the drill stops; null: it goes on.</param>
public sealed record CloneState(bool IsRunning, bool IsReady, string? Stop);

/// <summary>Check of a machine that is over, or whose time is.</summary>
public sealed record CheckEnd(MachineRef Machine, string Key, CheckState State);

/// <summary>What a machine of a drill came to, to be kept.</summary>
public sealed record KeptMachine(string DrillId, MachineResult Result);

/// <summary>Looks at a drill's machines from inside.</summary>
public sealed class ValidationActivities(
    DrillStore store, MachineReader machines, CloneReader clones, RunStore runs, TimeProvider time)
{
    [Function(nameof(ReadDrillMachine))]
    public Task<Outcome<DrillMachine>> ReadDrillMachine([ActivityTrigger] MachineRef machine, CancellationToken ct) =>
        Outcome.OfAsync("machine of the drill", async () => await MachineAsync(machine, ct), ct);

    [Function(nameof(ReadClone))]
    public Task<Outcome<CloneState>> ReadClone([ActivityTrigger] DrillRef clone, CancellationToken ct) =>
        Outcome.OfAsync("clone", async () =>
    {
        var stop = await store.StopAsync(clone.DrillId, ct);
        var resource = await store.ResourceAsync(clone.DrillId, clone.Key, ct);
        var state = await machines.ReadAsync(resource.Id, ct);
        return new CloneState(state.IsRunning, state is { IsRunning: true, IsAgentReady: true }, stop?.Reason);
    }, ct);

    [Function(nameof(ReadCheck))]
    public Task<Outcome<CheckState>> ReadCheck([ActivityTrigger] DrillRef check, CancellationToken ct) =>
        Outcome.OfAsync("check", async () =>
    {
        var resource = await store.ResourceAsync(check.DrillId, check.Key, ct);
        using var found = await clones.FindAsync(new(ArmAddress.Of(resource.Id, "", resource.Version) + "&$expand=instanceView"), ct);
        if (found is null)
            return new CheckState(null, "", "");
        var view = found.RootElement.Get("properties").Get("instanceView");
        return new CheckState(view.Get("executionState").Text() ?? "Unknown", view.Get("output").Text() ?? "", view.Get("error").Text()
            ?? "");
    }, ct);

    [Function(nameof(JudgeCheck))]
    public Task<Outcome<CheckResult>> JudgeCheck([ActivityTrigger] CheckEnd end, CancellationToken ct) =>
        Outcome.OfAsync("check", async () =>
    {
        var machine = await MachineAsync(end.Machine, ct);
        return CheckPolicy.Judge(machine.Checks.First(one => one.Key == end.Key), machine.Name, end.State, time.GetUtcNow());
    }, ct);

    /// <summary>What the canary proves.</summary>
    [Function(nameof(JudgeCanary))]
    public Task<Outcome<IsolationProof>> JudgeCanary([ActivityTrigger] CheckEnd end, CancellationToken ct) =>
        Outcome.OfAsync("canary", async () =>
    {
        var journal = await store.JournalAsync(end.Machine.DrillId, ct)
            ?? throw new RefusedException("NoJournal", "the drill has no journal");
        var name = journal.Machines.First(one => one.Number == end.Machine.Number).Name;
        var (breaches, unread) = end.State.Output.Length == 0
            ? ([], [$"the canary gave no answer ({end.State.State ?? "never asked"})"])
            : IsolationPolicy.OfCanary(end.State.Output, journal.Level);
        return new IsolationProof("from inside", $"canary on {name}", time.GetUtcNow(), breaches) { Unread = unread };
    }, ct);

    [Function(nameof(KeepMachine))]
    public Task<Outcome<bool>> KeepMachine([ActivityTrigger] KeptMachine kept, CancellationToken ct) =>
        Outcome.OfAsync("result of a machine", async () =>
    {
        await runs.WriteAsync(kept.DrillId, NameOf(kept.Result.Number), kept.Result, ct);
        return true;
    }, ct);

    internal static string NameOf(int number) => FormattableString.Invariant($"machine-{number:000}");

    private async Task<DrillMachine> MachineAsync(MachineRef machine, CancellationToken ct) =>
        (await store.JournalAsync(machine.DrillId, ct))?.Machines.FirstOrDefault(one => one.Number == machine.Number)
        ?? throw new RefusedException("NotInJournal", $"the drill's journal has no machine {machine.Number}");
}
