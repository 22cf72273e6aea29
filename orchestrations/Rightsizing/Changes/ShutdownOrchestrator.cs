using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>One machine that nothing uses: people are asked or told, then it is looked at again and deallocated.</summary>
public static class ShutdownOrchestrator
{
    [Function(nameof(ShutdownOrchestrator))]
    public static async Task<ChangeEndKind> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var reference = context.GetInput<PlanRef>() ?? throw new InvalidOperationException("A shutdown needs its plan");
        var plan = await PlanReading.ReadAsync(context, reference);
        var trail = new Trail(context, plan);
        trail.Add("plan", "shut down", plan.Reason);
        var result = await new Shutdown(context, plan, trail).RunAsync();
        return await trail.EndAsync(reference, result);
    }
}
