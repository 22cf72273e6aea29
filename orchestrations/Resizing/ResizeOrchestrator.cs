using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>
/// One machine and its new size: admitted, rechecked, secured, changed, verified, watched, and taken back where it must be.
/// </summary>
public static class ResizeOrchestrator
{
    [Function(nameof(ResizeOrchestrator))]
    public static async Task<ChangeEndKind> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var reference = context.GetInput<PlanRef>() ?? throw new InvalidOperationException("A resize needs its plan");
        var plan = await PlanReading.ReadAsync(context, reference);
        var trail = new Trail(context, plan);
        trail.Add("plan", $"{plan.Size} to {string.Join(" or ", plan.Targets.Select(target => target.Name))}", plan.Reason);

        var result = await new Resize(context, reference, plan, trail).RunAsync();
        return await trail.EndAsync(reference, result);
    }
}
