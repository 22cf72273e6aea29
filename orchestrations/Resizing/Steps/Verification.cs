using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Watching;

namespace OpsFunctions.Orchestrations.Resizing.Steps;

/// <summary>
/// Looks whether a changed machine does what it did: it has its size, runs, its agent reports, what worked inside works again, its probe
/// answers, its figures arrive. Only what is newer than the change counts: Azure keeps an agent's old report through a restart.
/// </summary>
/// <param name="inside">What is known of it from inside; null: it is not asked.</param>
internal sealed class Verification(
    TaskOrchestrationContext context, ChangePlan plan, ChangeTicket ticket, MachineState before, Trail trail, InsideLook? inside = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ChangeSteps _steps = new(context, ticket, plan.MachineId, trail);

    private bool _worksInside;

    /// <summary>
    /// It is to be as it was before, not better: its probe is not asked, which may be what was wrong, a provisioning state «Failed» is
    /// the end of some earlier operation, and what may not be asked from inside, as where it is locked, its agent's own report has to
    /// say.
    /// </summary>
    public bool IsAsBefore { get; init; }

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
        trail.Add("verify", missing is null
            ? "works"
            : "failed",
            missing ?? (before.IsRunning ? "it has its size, runs, answers and reports" : "it has its size, and was off before"));
        return missing;
    }

    private async Task<string?> MissingAsync(string size, DateTimeOffset since)
    {
        if (await _steps.ReadAsync() is not { } now)
            return "it could not be read";
        if (!now.Has(size))
            return $"its size is {now.Size}, not {size}";
        if (now.Provisioning != "Succeeded" && !(IsAsBefore && now.Provisioning == "Failed"))
            return $"its provisioning state is {now.Provisioning}";
        // Whoever has switched it on in between wants it so.
        if (!before.IsRunning)
            return null;
        if (!now.IsRunning)
            return $"it does not run but is {now.Power}";
        // Without an agent only what it does on the network says that it is up.
        var reports = now.IsAgentReadySince(since);
        if (before.IsAgentReady && !reports)
            return now.IsAgentReady
                ? $"its agent has not reported since the change, last at {now.AgentReportedAt:u}"
                : "its agent is not ready";
        if (reports && await InsideAsync() is { } broken)
            return broken;
        return await ProbeAsync() ?? await MetricsAsync(since, ofGuest: !reports);
    }

    // Once it was right, it is not asked again: each time takes the machine a minute.
    private async Task<string?> InsideAsync()
    {
        if (_worksInside || inside is null)
            return null;
        var missing = await inside.MissingAsync(mustAnswer: !IsAsBefore);
        _worksInside = missing is null;
        return missing;
    }

    private async Task<string?> ProbeAsync()
    {
        if (plan.Probe is not { } probe || IsAsBefore)
            return null;
        var answer = await context.ChangeAsync(nameof(ProbeActivities.RunProbe), new ProbeRun(ticket, plan.MachineId, probe));
        // What only the kill switch kept from being asked is not the machine's fault.
        return ChangeCodes.IsOfGate(answer.Code) ? null : ProbeAnswer.Problem(answer, probe);
    }

    private async Task<string?> MetricsAsync(DateTimeOffset since, bool ofGuest)
    {
        var asked = new LoadAsked(plan.Capability, plan.MachineId, plan.Subscription, plan.Region, since) { IsOfGuest = ofGuest };
        var arrived = await context.CallWithThrottlingAsync<bool>(nameof(WatchActivities.DoMetricsArrive), asked);
        var nothing = ofGuest ? "it has no agent, and nothing from it is seen on the network" : "none of its figures has arrived yet";
        return arrived.Value ? null : arrived.Reason ?? nothing;
    }
}
