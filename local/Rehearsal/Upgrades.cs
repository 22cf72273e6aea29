using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>
/// When the app of a rehearsal is upgraded: three times, each while a machine is being switched off or on, where machines are changed at
/// all.
/// </summary>
internal sealed class Upgrades(SimulatedAzure azure, RehearsalOptions options)
{
    private const int Most = 3;

    // Where nothing is under way for so long, it is upgraded all the same.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private readonly List<(DateTimeOffset At, string? Machine)> _done = [];

    /// <summary>Whether it is time.</summary>
    public bool IsDue(DateTimeOffset now)
    {
        if (!options.Upgrades || _done.Count == Most)
            return false;
        var due = RehearsalOptions.Start.AddDays(options.Days * (_done.Count + 1.0) / (Most + 1));
        return now >= due && (MovingAt(now) is not null || options.Mode == Mode.Report || now >= due + Longest);
    }

    public void Did(DateTimeOffset now) => _done.Add((now, MovingAt(now)?.Name));

    /// <summary>That they happened, and in the middle of something.</summary>
    public IEnumerable<Invariant> Invariants()
    {
        if (!options.Upgrades)
            return [];
        var inside = _done.Count(one => one.Machine is not null);
        var words = string.Join(
            "; ",
            _done.Select(
                one => Invariant(
                    $"{one.At.UtcDateTime:d MMM HH:mm}, {(one.Machine is { } name ? $"{name} was being changed" : "no machine was being changed")}")));
        return [new("the app was upgraded in the middle of changes", _done.Count > 0
            && (inside > 0 || options.Mode == Mode.Report), words.Length > 0 ? words : "never")];
    }

    private Machine? MovingAt(DateTimeOffset now) => azure.Fleet.Machines.FirstOrDefault(
        machine => machine.PowerAt(now) is MachinePower.Starting or MachinePower.Stopping or MachinePower.Deallocating);
}
