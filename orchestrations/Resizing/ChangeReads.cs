using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Watching;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>What is looked at before a change, each with its entry in the trail where it stands against it.</summary>
internal sealed class ChangeReads(TaskOrchestrationContext context, ChangePlan plan, Trail trail)
{
    public async Task<MachineGroups?> GroupsAsync()
    {
        var read = await context.CallWithThrottlingAsync<MachineGroups>(nameof(ChangeActivities.ReadGroups), plan);
        if (read.Value is null)
            trail.Add("group", "not taken", read.Reason ?? "its group could not be read");
        return read.Value;
    }

    /// <summary>The machine, where all is as it was planned.</summary>
    public async Task<MachineState?> RecheckedAsync()
    {
        var read = await context.CallWithThrottlingAsync<Recheck>(nameof(ChangeActivities.RecheckMachine), plan);
        if (read.Value is { Dropped: null } recheck)
        {
            trail.Add("recheck", "as planned", "size, tags, policy and prices are as they were");
            return recheck.Machine;
        }
        trail.Add("recheck", "dropped", read.Value?.Dropped ?? read.Reason ?? "the machine could not be read");
        return null;
    }

    /// <summary>Whether enough others run while this machine does not.</summary>
    public async Task<bool> IsGroupHealthyAsync(MachineGroups groups)
    {
        // Days may have passed since they were read, and only what was read then is claimed.
        if (await GroupsAsync() is not { } now)
            return false;
        if (now.Names.Except(groups.Names, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } joined)
        {
            trail.Add("group", "not taken", $"it has joined {joined} since it was planned");
            return false;
        }
        groups = now;
        if (groups.Names.Count == 0 || groups.Members.Count == 0)
            return true;
        var counted = await context.CallWithThrottlingAsync<int>(
            nameof(ChangeActivities.CountHealthy), new GroupHealth(groups.Members, plan.MinHealthy));
        if (counted.Kind == OutcomeKind.Done && counted.Value >= plan.MinHealthy)
            return true;
        trail.Add("group", "not taken", counted.Kind == OutcomeKind.Done
            ? Invariant($"only {counted.Value} of the {groups.Members.Count} others run, {plan.MinHealthy} must")
            : counted.Reason ?? "its group could not be read");
        return false;
    }

    public async Task<WatchBefore?> LoadBeforeAsync()
    {
        var read = await context.CallWithThrottlingAsync<WatchBefore>(
            nameof(WatchActivities.ReadLoadBefore),
            new LoadAsked(plan.Capability, plan.MachineId, plan.Subscription, plan.Region, context.Now())
            {
                Size = plan.Size, Targets = [.. plan.Targets.Where(target => target.IsWatchedLater)],
            });
        if (read.Value is null)
            trail.Add("watch", "not taken", $"it could not be watched: {read.Reason}");
        return read.Value;
    }
}
