using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Validating;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Building;

/// <summary>A machine that was never started.</summary>
public sealed record LostMachine(string DrillId, int Number, string Problem, string? Code);

/// <summary>What a drill keeps between its stages.</summary>
public sealed class DrillStageActivities(DrillStore store, RunStore runs)
{
    /// <summary>From now on no step forward is taken.</summary>
    [Function(nameof(KeepStop))]
    public Task<Outcome<bool>> KeepStop([ActivityTrigger] DrillStop stop, CancellationToken ct) =>
        Outcome.OfAsync("stop of the drill", async () =>
    {
        await store.KeepStopAsync(stop, ct);
        return true;
    }, ct);

    [Function(nameof(KeepLost))]
    public Task<Outcome<bool>> KeepLost([ActivityTrigger] LostMachine lost, CancellationToken ct) =>
        Outcome.OfAsync("result of a machine", async () =>
    {
        var name = (await store.JournalAsync(lost.DrillId, ct))?.Machines.FirstOrDefault(one => one.Number == lost.Number)?.Name ?? "";
        await runs.WriteAsync(
            lost.DrillId, ValidationActivities.NameOf(lost.Number),
            new MachineResult(lost.Number, name, [], [], [], lost.Problem, lost.Code), ct);
        return true;
    }, ct);
}
