using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Validating;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>A machine whose parts are to be made.</summary>
public sealed record PartsRun(ChangeTicket Ticket, string DrillId, int Number, bool IsCards);

/// <summary>What became of them.</summary>
/// <param name="Problem">Null: all are there.</param>
public sealed record PartsEnd(int Number, DrillStep Step, string? Problem, string? Code);

/// <summary>The disks, or the interfaces, of one machine of a drill, all at once.</summary>
public static class DrillPartsOrchestrator
{
    [Function(nameof(DrillPartsOrchestrator))]
    public static async Task<PartsEnd> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var run = context.GetInput<PartsRun>() ?? throw new InvalidOperationException("Parts of a drill's machine need their run");
        var (start, name) = (context.Now(), run.IsCards ? "interfaces" : "disks");
        var read = await context.CallWithThrottlingAsync<DrillMachine>(
            nameof(ValidationActivities.ReadDrillMachine), new MachineRef(run.DrillId, run.Number));
        if (read.Value is not { } machine)
            return new(run.Number, new(name, "", StepKind.Recovery, start, context.Now(), read.Reason), read.Reason
                ?? "refused", read.Code);
        var ended = await Task.WhenAll((run.IsCards ? machine.Cards : machine.Disks).Select(key =>
            context.ChangeAsync(nameof(MakingActivities.EnsureMade), new DrillMaking(run.Ticket, run.DrillId, key))));
        var bad = Array.Find(ended, one => !one.Succeeded);
        var problem = bad is null ? null : Words.OneLine($"{bad.Code}: {bad.Reason}");
        return new(run.Number, new(name, machine.Name, StepKind.Recovery, start, context.Now(), problem), problem, bad?.Code);
    }
}
