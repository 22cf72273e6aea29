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
    private ImmutableList<string> _mute = [];
    private ImmutableList<(string Machine, TimeSpan Lasts)> _stuck = [];
    private ImmutableList<(string Machine, int ExitCode)> _failing = [];

    internal SimulatedGuests(FaultLevel level, ulong seed) => (_level, _seed) = (level, seed ^ Noise.Of("guests"));

    private double Share => _level switch { FaultLevel.Low => 0.02, FaultLevel.High => 0.15, _ => 0 };

    /// <summary>Adds a rule; the first that matches decides, also about machines that are up already.</summary>
    public void Add(GuestRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ImmutableInterlocked.Update(ref _rules, static (rules, one) => rules.Add(one), rule);
    }

    /// <summary>
    /// An older agent: it reports nothing and runs no command as long as the security rules leave it no way to the region's storage (the
    /// tags Storage, AzureCloud, Internet, or anything) on port 443. Others need no way out.
    /// </summary>
    /// <param name="machine">Part of the machine's id; case does not matter.</param>
    public void NeedsOutbound(string machine) => ImmutableInterlocked.Update(ref _mute, static (all, one) => all.Add(one), machine);

    /// <summary>
    /// Scripts hang on such a machine. The action's stays in progress so long, past restarts, and no other one is taken meanwhile; a
    /// managed one runs until its own time limit, if that comes first.
    /// </summary>
    /// <param name="machine">Part of the machine's id; case does not matter.</param>
    /// <param name="lasts">How long each script hangs.</param>
    public void Stick(string machine, TimeSpan lasts) =>
        ImmutableInterlocked.Update(ref _stuck, static (all, one) => all.Add(one), (machine, lasts));

    /// <summary>Managed run commands end with that code on such a machine; zero is no failure.</summary>
    /// <param name="machine">Part of the machine's id; case does not matter.</param>
    /// <param name="exitCode">What the script ends with.</param>
    public void Fail(string machine, int exitCode) =>
        ImmutableInterlocked.Update(ref _failing, static (all, one) => all.Add(one), (machine, exitCode));

    /// <summary>Takes all rules away: what they were about works.</summary>
    public void Clear() => (_rules, _mute, _stuck, _failing) = ([], [], [], []);

    /// <summary>Whether the security rules leave a machine's agent a way out.</summary>
    internal Func<Machine, bool> HasWayOut { get; set; } = static _ => true;

    internal bool IsMute(Machine machine) => _mute.Exists(part => IsOf(part, machine)) && !HasWayOut(machine);

    /// <summary>How long a script hangs there; null: it does not.</summary>
    internal TimeSpan? StuckFor(Machine machine) =>
        _stuck.Find(one => IsOf(one.Machine, machine)) is { Machine: not null } found ? found.Lasts : null;

    internal int ExitCode(Machine machine) => _failing.Find(one => IsOf(one.Machine, machine)).ExitCode;

    private static bool IsOf(string part, Machine machine) => machine.Id.Contains(part, StringComparison.OrdinalIgnoreCase);

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
