using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Simulator.Guests;

/// <summary>One machine's operating system as time goes on.</summary>
internal sealed class Guest(Machine machine, SimulatedGuests guests)
{
    /// <summary>After so long the platform no longer believes a silent agent.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private const int MostStates = 100;

    public GuestTrouble At(long ticks)
    {
        if (machine.OutageAt(ticks, OutageRules.IsSilent) is not null && machine.Power.At(ticks) is MachinePower.Running)
            return GuestTrouble.DoesNotComeUp;
        return machine.Power.LastStart(ticks) is { } boot && machine.Power.At(ticks) is MachinePower.Running
            ? guests.Of(machine, boot)
            : GuestTrouble.None;
    }

    /// <summary>From when on its agent is there after it last came up by a command; null: never, as it is now.</summary>
    public long? AgentReady(long ticks)
    {
        if (guests.IsMute(machine) || machine.OutageAt(ticks, OutageRules.IsMute) is not null)
            return null;
        return machine.Power.LastStart(ticks) is not { } start ? 0
            : guests.Of(machine, start) is GuestTrouble.NoNetwork ? null
            : UpSince(ticks);
    }

    /// <summary>From when on it is up after it last came up by a command; null: never, as it is now.</summary>
    public long? UpSince(long ticks)
    {
        if (machine.OutageAt(ticks, OutageRules.IsSilent) is not null)
            return null;
        if (machine.Power.LastStart(ticks) is not { } start)
            return 0;
        // Half a minute to two after a start by command.
        var delay = 30 + Math.Floor(91 * Noise.Unit(Noise.Mix(machine.Seed ^ Noise.Of("agent"), start)));
        return guests.Of(machine, start) is GuestTrouble.DoesNotComeUp ? null : start + (long)(delay * TimeSpan.TicksPerSecond);
    }

    /// <summary>
    /// When its agent last reported, every five minutes; null: nothing is known. Recorded: a report stays with its time through stop, start
    /// and restart, and only deallocation clears it.
    /// </summary>
    public long? LastReport(long ticks)
    {
        for (var state = 0; state < MostStates; state++)
        {
            var power = machine.Power.At(ticks);
            if (power is MachinePower.Deallocated || ticks < machine.CreatedAt.UtcTicks)
                return null;
            if (power is MachinePower.Running && AgentReady(ticks) is { } ready && ready <= ticks)
                return Math.Max(ready, ticks / LoadCurve.TicksPerStep * LoadCurve.TicksPerStep);
            if (power is MachinePower.Running && machine.OutageAt(ticks, OutageRules.IsMute) is { } mute)
            {
                ticks = mute.BeganAt.UtcTicks - 1;
                continue;
            }
            if (machine.Power.Changes.LastOrDefault(change => change.From <= ticks) is not { } last)
                return null;
            ticks = last.From - 1;
        }
        return null;
    }
}
