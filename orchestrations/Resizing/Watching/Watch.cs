using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Steps;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>Looks at a changed machine after each grain, and takes the change back where the size is too small.</summary>
internal sealed class Watch(TaskOrchestrationContext context, ChangePlan plan, MachineGroups groups, Trail trail)
{
    // Figures arrive within a few minutes (Microsoft Learn, latency of platform metrics).
    private static readonly TimeSpan Latency = TimeSpan.FromMinutes(5);

    public async Task<ChangeResult> RunAsync(ChangeResult changed, WatchBefore before)
    {
        // Not from now on: giving a reservation back may have taken hours.
        var since = changed.ChangedAt ?? Now;
        var until = since.AddHours(plan.Settings.WatchHours);
        var load = new LoadAsked(plan.Capability, plan.MachineId, plan.Subscription, plan.Region, since) { Size = changed.To };
        // What is known for the time after the watch is much, and no look here uses it.
        var watched = new Watched(load, before with { Later = [] });
        var (unread, hasSeen) = (0, true);
        while (Now < until)
        {
            await context.CreateTimer((hasSeen ? NextLook() : Now + Latency).UtcDateTime, CancellationToken.None);
            var looked = await context.CallWithThrottlingAsync<WatchFinding>(nameof(WatchActivities.LookAtLoad), watched);
            // What could not be read is looked at again soon, not half an hour later.
            hasSeen = looked.Value is not null;
            unread += hasSeen ? 0 : 1;
            if (looked.Value is { IsTooSmall: true } finding)
            {
                var takeBack = new TakeBack(context, plan, groups, trail);
                return await new TooSmall(context, plan, takeBack, groups, trail).RunAsync(changed, "watch", finding.Reason);
            }
        }
        trail.Add("watch", "over", unread == 0
            ? $"not too small in {plan.Settings.WatchHours} hours"
            : $"not too small in {plan.Settings.WatchHours} hours, as far as it could be read: {unread} looks failed");
        return changed;
    }

    private DateTimeOffset NextLook()
    {
        var now = Now - Latency;
        var edge = now.UtcTicks - now.UtcTicks % LoadWindow.Grain.Ticks + LoadWindow.Grain.Ticks;
        return new DateTimeOffset(edge, TimeSpan.Zero) + Latency;
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
