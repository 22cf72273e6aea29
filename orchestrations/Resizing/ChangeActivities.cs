using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>A size, and the machine it is asked of.</summary>
public sealed record OfferedSize(string MachineId, string Size);

/// <summary>A machine that is not as it was.</summary>
/// <param name="State">What it is like, and was before.</param>
/// <param name="Command">What puts it right.</param>
public sealed record StrandedMachine(string MachineId, string State, string Command);

/// <summary>A plan and the machine as it is.</summary>
/// <param name="Dropped">Why the plan is dropped; null: all is as planned.</param>
public sealed record Recheck(MachineState Machine, string? Dropped);

/// <summary>What else must not be changed together with a machine.</summary>
/// <param name="Names">What is claimed: ids of pools, the name of its group.</param>
/// <param name="Members">Other machines in any of them, by id.</param>
public sealed record MachineGroups(IReadOnlyList<string> Names, IReadOnlyList<string> Members);

/// <summary>The others of a machine's groups, and how many of them must run.</summary>
public sealed record GroupHealth(IReadOnlyList<string> Members, int MinHealthy);

/// <summary>What a change of size asks beside its steps. Nothing here changes a machine.</summary>
public sealed class ChangeActivities(
    MachineReader machines, RetailPrices prices, StateStore state, StrandedList stranded, ResizeSettingsTable settings, TimeProvider time)
{
    // A pool of more machines than that is no place to look at one by one; it is left to a person.
    internal const int MostMembers = 50;

    // Agents report every few minutes.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    [Function(nameof(ReadPlan))]
    public Task<Outcome<ChangePlan>> ReadPlan([ActivityTrigger] PlanRef reference, CancellationToken ct) =>
        Outcome.OfAsync("plan", async () =>
        (await ChangePlans.ReadAsync(state, reference.Capability, reference.RunId, ct)).Plans[reference.Number], ct);

    /// <summary>Whether the machine can be given the size as it stands, without being deallocated.</summary>
    [Function(nameof(IsSizeOffered))]
    public Task<Outcome<bool>> IsSizeOffered([ActivityTrigger] OfferedSize asked, CancellationToken ct) =>
        Outcome.OfAsync("sizes of the machine", async () =>
        (await machines.SizesAsync(asked.MachineId, ct)).Contains(asked.Size, StringComparer.OrdinalIgnoreCase), ct);

    /// <summary>Looks whether the machine, its tags, the policy and the prices are as they were.</summary>
    [Function(nameof(RecheckMachine))]
    public Task<Outcome<Recheck>> RecheckMachine([ActivityTrigger] ChangePlan plan, CancellationToken ct) =>
        Outcome.OfAsync("recheck", async () =>
    {
        var machine = await machines.ReadAsync(plan.MachineId, ct);
        var known = await prices.OfSizesAsync(plan.Region, [plan.Size, .. plan.Targets.Select(target => target.Name)], ct);
        var rates = known
            .Select(price => (price.Size, Rate: plan.PaysWindows ? price.Windows : price.Linux))
            .Where(price => price.Rate is not null)
            .Select(price => new SizeRate(price.Size, price.Rate!.Value))
            .ToList();
        return new Recheck(machine, RecheckPolicy.Differs(plan, machine, settings.Of(plan.Capability), rates));
    }, ct);

    /// <summary>Reads the pools the machine is in and who else is.</summary>
    [Function(nameof(ReadGroups))]
    public Task<Outcome<MachineGroups>> ReadGroups([ActivityTrigger] ChangePlan plan, CancellationToken ct) =>
        Outcome.OfAsync("load balancers", async () =>
    {
        var machine = await machines.ReadAsync(plan.MachineId, ct);
        var names = new List<string>();
        var members = new SortedSet<string>(plan.GroupMembers, StringComparer.OrdinalIgnoreCase);
        if (plan.Group is { } group)
            names.Add($"group/{plan.Subscription}/{group}");
        foreach (var pool in await machines.PoolsAsync(machine, ct))
        {
            names.Add(pool);
            foreach (var card in (await machines.InterfacesOfPoolAsync(pool, ct)).Except(
                machine.NetworkInterfaces, StringComparer.OrdinalIgnoreCase).Take(MostMembers + 1))
                if (await machines.MachineOfInterfaceAsync(card, ct) is { } other)
                    members.Add(other);
        }
        members.Remove(plan.MachineId);
        if (members.Count > MostMembers)
            throw new RefusedException("GroupTooLarge", $"more than {MostMembers} machines share its group or pool");
        return new MachineGroups(names, [.. members]);
    }, ct);

    /// <summary>How many of the others run.</summary>
    [Function(nameof(CountHealthy))]
    public Task<Outcome<int>> CountHealthy([ActivityTrigger] GroupHealth group, CancellationToken ct) =>
        Outcome.OfAsync("machines of the group", async () =>
    {
        var healthy = 0;
        foreach (var member in group.Members)
            healthy += await IsHealthyAsync(member, ct) ? 1 : 0;
        return healthy;
    }, ct);

    // One that runs and whose agent has long been silent does not do its part; one that is gone or may not be read counts for nothing.
    private async Task<bool> IsHealthyAsync(string machineId, CancellationToken ct)
    {
        var read = await Outcome.OfAsync("machine", () => machines.ReadAsync(machineId, ct), ct);
        if (read.Kind == OutcomeKind.Throttled)
            throw new ThrottledException(read.RetryAfterSeconds, read.Reason);
        return read.Value is { IsRunning: true, Provisioning: "Succeeded" or "Failed" } machine
            && (machine.AgentReportedAt is not { } report || report > time.GetUtcNow() - Silence);
    }

    [Function(nameof(NoteStranded))]
    public Task<Outcome<bool>> NoteStranded([ActivityTrigger] StrandedMachine machine, CancellationToken ct) =>
        Outcome.OfAsync("list of stranded machines", async () =>
    {
        await stranded.AddAsync(new(machine.MachineId, machine.State, machine.Command, time.GetUtcNow()), ct);
        return true;
    }, ct);

    [Function(nameof(ForgetStranded))]
    public Task<Outcome<bool>> ForgetStranded([ActivityTrigger] string machineId, CancellationToken ct) =>
        Outcome.OfAsync("list of stranded machines", async () =>
    {
        await stranded.RemoveAsync(machineId, ct);
        return true;
    }, ct);
}
