using System.Collections.Concurrent;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.Power;

namespace OpsFunctions.Simulator.Health;

/// <summary>What resource health says of the machines, and the events of it: made out of power and outages when it is asked.</summary>
public sealed class SimulatedHealth
{
    private readonly SimulatedAzure _azure;
    // One moment may be looked at twice: a restart ends, and with it an outage.
    private readonly ConcurrentDictionary<Machine, long> _told = [];

    internal SimulatedHealth(SimulatedAzure azure) => _azure = azure;

    /// <summary>Told of each change of what health says: machine, before, now.</summary>
    internal Action<Machine, HealthStatus, HealthStatus>? Changed { get; set; }

    /// <summary>What it says of a machine now.</summary>
    public HealthStatus Of(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return At(machine, _azure.Time.GetUtcNow().UtcTicks);
    }

    internal static HealthStatus At(Machine machine, long ticks)
    {
        var outage = Array.FindLast(machine.Outages, one => one.Kind is OutageKind.Hung or OutageKind.Platform && one.IsAt(ticks));
        var power = machine.Power.At(ticks);
        if (outage is not null && power is MachinePower.Running && HealthAnnotation.Of(outage) is { } why)
            return Told(outage.Options.Health, outage.BeganAt, why);
        var last = machine.Power.Changes.LastOrDefault(change => change.From <= ticks);
        if (power is MachinePower.Running)
            return Available(last is null ? machine.CreatedAt : new(Math.Max(last.Until, EndOfLast(machine, ticks)), TimeSpan.Zero));
        // Switched off by its owner's schedule, too.
        var reason = last is not null && last.During is not MachinePower.Starting ? HealthAnnotation.Of(last.Operation) : null;
        reason ??= last is { During: MachinePower.Starting } && ticks < last.Until ? HealthAnnotation.Of(last.Operation) : null;
        var since = reason is null ? new DateTimeOffset(LoadCurve.StartOf(LoadCurve.StepOf(ticks)), TimeSpan.Zero)
            : new DateTimeOffset(last!.From, TimeSpan.Zero);
        return Told("Unavailable", since, reason ?? HealthAnnotation.Of("VirtualMachines_Deallocate")!);
    }

    /// <summary>A machine's power changes, by whomever.</summary>
    internal void SawPower(Machine machine, PowerChange change)
    {
        if (HealthAnnotation.Of(change.Operation) is not { } why)
            return;
        Look(machine, change.From, why);
        if (change.Until > change.From)
            Look(machine, change.Until, why: null);
    }

    internal void Began(Outage outage)
    {
        if (HealthAnnotation.Of(outage) is { } why)
            Look(outage.Machine, outage.BeganAt.UtcTicks, why);
    }

    internal void Ends(Outage outage, DateTimeOffset at)
    {
        if (HealthAnnotation.Of(outage) is not null)
            Look(outage.Machine, at.UtcTicks, why: null);
    }

    private void Look(Machine machine, long ticks, HealthAnnotation? why)
    {
        var order = machine.Seed ^ Noise.Of(why?.Name ?? "over");
        var at = new DateTimeOffset(ticks, TimeSpan.Zero);
        if (at <= _azure.Time.GetUtcNow())
            Tell(machine, ticks, why);
        else
            _azure.Later.Add(at, order, () => Tell(machine, ticks, why));
    }

    private void Tell(Machine machine, long ticks, HealthAnnotation? why)
    {
        if (machine.DeletedAt is not null)
            return;
        if (why is not null)
            _azure.Events.Annotate(machine, why.Name, why.Reason, why.Summary, why.Context, why.Category);
        var (before, now) = (At(machine, ticks - 1), At(machine, ticks));
        if (before.State == now.State || (_told.TryGetValue(machine, out var last) && last == ticks))
            return;
        _told[machine] = ticks;
        _azure.Events.AvailabilityChanged(machine, before.State, now.State);
        Changed?.Invoke(machine, before, now);
    }

    private static long EndOfLast(Machine machine, long ticks) =>
        machine.Outages.Select(one => one.Until?.UtcTicks ?? 0).Where(end => end <= ticks).DefaultIfEmpty().Max();

    private static HealthStatus Available(DateTimeOffset since) => new(
        "Available", since, "Available", "There aren't any known Azure platform problems affecting this virtual machine", "",
        HealthAnnotation.NotApplicable, HealthAnnotation.NotApplicable);

    private static HealthStatus Told(string state, DateTimeOffset since, HealthAnnotation why)
    {
        var reason = why.Context is HealthAnnotation.Customer ? "UserInitiated" : why.Category is "Planned" ? "Planned" : "Unplanned";
        return new HealthStatus(state, since, why.Reason, why.Summary, reason, why.Context, why.Category);
    }
}
