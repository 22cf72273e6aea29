using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator;

/// <summary>What was done to the machines, for judging afterwards that none was left worse than before, nor too many at once.</summary>
public sealed class Disturbances
{
    private readonly Fleet _fleet;
    private readonly TimeProvider _time;

    internal Disturbances(Fleet fleet, TimeProvider time) => (_fleet, _time) = (fleet, time);

    /// <summary>What the machine was doing at that moment; of a later one than now: what it is doing now.</summary>
    public MachinePower PowerAt(Machine machine, DateTimeOffset time) => machine.PowerAt(Known(time));

    /// <summary>Name of the size that the machine had at that moment; of a later one than now: that it has now.</summary>
    public string SizeAt(Machine machine, DateTimeOffset time) => machine.SizeAt(Known(time)).Name;

    /// <summary>Its changes of size until now, oldest first, whoever made them.</summary>
    public IReadOnlyList<SizeEvent> SizeChanges(Machine machine) =>
    [
        .. machine.Sizes.Entries.Skip(1).Where(one => one.From <= _time.GetUtcNow().UtcTicks)
            .Select(one => new SizeEvent(new DateTimeOffset(one.From, TimeSpan.Zero), one.Value.Name, one.Caller ?? "")),
    ];

    /// <summary>The commands it was given over HTTP until now, oldest first; those that had nothing to do are left out.</summary>
    public IReadOnlyList<CommandEvent> Commands(Machine machine) =>
    [
        .. machine.Operations.Where(one => one.Blocks && one.Start <= _time.GetUtcNow())
            .Select(one => new CommandEvent(one.Name, one.Start, one.End, one.Caller, one.Error?.Code, one.HasEffect)),
    ];

    /// <summary>When it lost what was on its temporary disk by a command, oldest first; a machine without one never does.</summary>
    public IReadOnlyList<DateTimeOffset> TemporaryDiskLosses(Machine machine) =>
    [
        .. Commands(machine).Where(one => one.HasEffect && Moves(machine, one) && machine.SizeAt(one.From).TemporaryDiskGiB > 0)
            .Select(one => one.To),
    ];

    /// <summary>When that principal had the machine in work or off, oldest first.</summary>
    public IReadOnlyList<Disturbance> Of(Machine machine, string principal)
    {
        var found = new List<Disturbance>();
        foreach (var operation in machine.Operations.Where(one => one.Blocks && one.Caller == principal && IsForward(one)))
        {
            // It was not yet itself again: the same disturbance goes on.
            if (found.Count == 0 || found[^1].To <= operation.Start)
                found.Add(new Disturbance(machine, operation.Start, EndOf(machine, operation)));
        }
        return found;
    }

    /// <summary>All of that principal's, in order of their beginning.</summary>
    /// <param name="principal">Object id.</param>
    /// <param name="subscription">Only of machines of that one; null: of all.</param>
    public IReadOnlyList<Disturbance> All(string principal, string? subscription = null) =>
    [
        .. _fleet.Machines.Where(machine => machine.Operations.Count > 0
                && (subscription is null || machine.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)))
            .SelectMany(machine => Of(machine, principal)).OrderBy(one => one.From).ThenBy(one => one.Machine.Index),
    ];

    /// <summary>The highest number of machines that were disturbed at one moment.</summary>
    public int MostAtOnce(string principal, string? subscription = null)
    {
        var all = All(principal, subscription);
        // The most are at once whenever one begins.
        return all.Count == 0 ? 0 : all.Max(one => all.Count(other => other.From <= one.From && (other.To is null || other.To > one.From)));
    }

    private DateTimeOffset Known(DateTimeOffset time) => time < _time.GetUtcNow() ? time : _time.GetUtcNow();

    private static bool Moves(Machine machine, CommandEvent one) =>
        one.Operation is "VirtualMachines_Deallocate" or "VirtualMachines_Redeploy"
        || machine.Operations.Any(other => other.Resizes && other.Start == one.From && other.Name == one.Operation);

    private static bool IsForward(LongOperation operation) =>
        operation.Resizes || operation.Name is "VirtualMachines_Deallocate" or "VirtualMachines_PowerOff";

    private DateTimeOffset? EndOf(Machine machine, LongOperation operation)
    {
        var now = _time.GetUtcNow();
        if (machine.PowerAt(operation.Start.AddTicks(-1)) is not MachinePower.Running)
            return operation.End <= now ? operation.End : null;
        return Moments(machine, operation.End, now).Order().Select(moment => (DateTimeOffset?)moment)
            .FirstOrDefault(moment => machine.IsRunning(moment!.Value)
                && !machine.Operations.Any(one => one.Blocks && one.IsInProgress(moment.Value)));
    }

    // When it may have become itself again: operations and commands end, or its owner's schedule switches, at whole hours.
    private static IEnumerable<DateTimeOffset> Moments(Machine machine, DateTimeOffset from, DateTimeOffset now)
    {
        var hour = new DateTimeOffset(from.Year, from.Month, from.Day, from.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
        var hours = machine.Archetype is Archetype.OffAtNight
            ? Enumerable.Range(0, (int)Math.Max(0, (now - hour).TotalHours + 1)).Select(step => hour.AddHours(step))
            : [];
        return machine.Operations.Select(one => one.End)
            .Concat(machine.Power.Changes.Select(change => new DateTimeOffset(change.Until, TimeSpan.Zero)))
            .Concat(hours)
            .Where(moment => moment >= from && moment <= now);
    }
}
