using System.Collections.Immutable;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Guests;

/// <summary>
/// The operating systems of the machines. What becomes of one is settled when the machine comes up by a command: by rule, or at high faults
/// by a chance that hangs on machine and size alone, so that a machine that fails on a new size works again on the one it had.
/// </summary>
public sealed class SimulatedGuests
{
    private readonly FaultLevel _level;
    private readonly ulong _seed;
    private ImmutableList<GuestRule> _rules = [];

    internal SimulatedGuests(FaultLevel level, ulong seed) => (_level, _seed) = (level, seed ^ Noise.Of("guests"));

    private double Share => _level switch { FaultLevel.Low => 0.02, FaultLevel.High => 0.15, _ => 0 };

    /// <summary>Adds a rule; the first that matches decides, also about machines that are up already.</summary>
    public void Add(GuestRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ImmutableInterlocked.Update(ref _rules, static (rules, one) => rules.Add(one), rule);
    }

    /// <summary>Takes all rules away: what they were about works.</summary>
    public void Clear() => _rules = [];

    internal GuestTrouble Of(Machine machine, long boot)
    {
        var size = machine.Sizes.At(boot).Name;
        var nth = machine.Power.Starts(boot);
        foreach (var rule in _rules)
            if ((rule.Nth is null || rule.Nth == nth) && (rule.Size?.Equals(size, StringComparison.OrdinalIgnoreCase) ?? true)
                && (rule.Machine is not { } part || machine.Id.Contains(part, StringComparison.OrdinalIgnoreCase)))
                return rule.Trouble;
        return Chance(machine, size);
    }

    private GuestTrouble Chance(Machine machine, string size)
    {
        if (Share == 0 || size.Equals(machine.Sizes.Entries[0].Value.Name, StringComparison.OrdinalIgnoreCase))
            return GuestTrouble.None;
        var draw = Noise.Mix(_seed ^ machine.Seed ^ Noise.Of(size));
        return Noise.Unit(draw) < Share ? (GuestTrouble)(1 + (Noise.Mix(draw) % 3)) : GuestTrouble.None;
    }
}
