using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Watching;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>Looks whether a changed machine does what it did: it has its size, runs, its agent is ready, its probe answers, its figures arrive.</summary>
internal sealed class Verification(TaskOrchestrationContext context, ChangePlan plan, ChangeTicket ticket, MachineState before, Trail trail)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ChangeSteps _steps = new(context, ticket, plan.MachineId, trail);

    /// <returns>What is still missing when the time is over; null: nothing.</returns>
    public async Task<string?> RunAsync(string size, int minutes)
    {
        var since = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        // By the clock: a probe whose answer never comes takes longer than a pause.
        var end = since.AddMinutes(minutes);
        var missing = await MissingAsync(size, since);
        while (missing is not null && context.CurrentUtcDateTime < end.UtcDateTime)
        {
            await context.CreateTimer(Pause, CancellationToken.None);
            missing = await MissingAsync(size, since);
        }
        trail.Add("verify", missing is null ? "works" : "failed", missing ?? (before.IsRunning ? "it has its size, runs, answers and reports" : "it has its size, and was off before"));
        return missing;
    }

    private async Task<string?> MissingAsync(string size, DateTimeOffset since)
    {
        if (await _steps.ReadAsync() is not { } now)
            return "it could not be read";
        if (!now.Has(size))
            return $"its size is {now.Size}, not {size}";
        if (now.Provisioning != "Succeeded")
            return $"its provisioning state is {now.Provisioning}";
        // Whoever has switched it on in between wants it so.
        if (!before.IsRunning)
            return null;
        if (!now.IsRunning)
            return $"it does not run but is {now.Power}";
        // An agent that was not ready before says nothing now.
        if (before.IsAgentReady && !now.IsAgentReady)
            return "its agent is not ready";
        return await ProbeAsync() ?? await MetricsAsync(since);
    }

    private async Task<string?> ProbeAsync()
    {
        if (plan.Probe is not { } probe)
            return null;
        var answer = await context.ChangeAsync(nameof(ProbeActivities.RunProbe), new ProbeRun(ticket, plan.MachineId, probe));
        // What only the kill switch kept from being asked is not the machine's fault.
        return ChangeCodes.IsOfGate(answer.Code) ? null : ProbeAnswer.Problem(answer, probe);
    }

    private async Task<string?> MetricsAsync(DateTimeOffset since)
    {
        var asked = new LoadAsked(plan.Capability, plan.MachineId, plan.Subscription, plan.Region, since);
        var arrived = await context.CallWithThrottlingAsync<bool>(nameof(WatchActivities.DoMetricsArrive), asked);
        return arrived.Value ? null : arrived.Reason ?? "none of its figures has arrived yet";
    }
}
