using OpsFunctions.Orchestrations.Remediation.Deciding;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>Counts, from the timelines of incidents, how many machines were in cure or watch at once.</summary>
internal sealed class CareCounts
{
    private readonly RemediationFacts _facts;
    private readonly List<(JudgedMachine Machine, DateTimeOffset From, DateTimeOffset To)> _care = [];

    public CareCounts(RemediationFacts facts)
    {
        _facts = facts;
        var machines = facts.Machines.ToDictionary(one => one.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var one in facts.Incidents)
            if (one.Attempts.Count > 0 && machines.TryGetValue(one.Machine, out var machine))
                _care.Add((machine, one.Attempts[0].BeganAt, one.Incident.EndedAt ?? facts.End));
    }

    /// <summary>The most machines at once.</summary>
    public int Most => _care.Count == 0 ? 0 : _care.Max(one => AtOnce(one.From, static _ => true));

    /// <summary>Where there were more than the settings allow.</summary>
    public IEnumerable<string> OverLimit()
    {
        foreach (var (machine, from, _) in _care)
            foreach (var circle in CirclesOf(machine))
                if (AtOnce(from, other => CirclesOf(other).Any(one => one.Name == circle.Name)) is var many && many > circle.Limit)
                    yield return Invariant($"{many} at once of {circle.Name} at {from.UtcDateTime:d MMM HH:mm:ss}, at most {circle.Limit}");
    }

    private int AtOnce(DateTimeOffset at, Func<JudgedMachine, bool> isOf) => _care
        .Where(one => one.From <= at && one.To > at && isOf(one.Machine))
        .DistinctBy(one => one.Machine.Id, StringComparer.Ordinal).Count();

    // By the number of machines in truth: what the suite counted may be an hour old.
    private IEnumerable<Circle> CirclesOf(JudgedMachine machine)
    {
        if (machine.Pool is { } pool)
            yield return new($"pool {pool}", 1);
        foreach (var name in machine.Circles)
        {
            var options = _facts.Options;
            var percent = name == CureLimits.Fleet ? options.FleetPercent
                : name.StartsWith("application ", StringComparison.Ordinal) ? options.ApplicationPercent : options.SubscriptionPercent;
            var all = _facts.Machines.Count(one => one.Circles.Contains(name, StringComparer.Ordinal));
            yield return new(name, Math.Max(1, all * percent / 100));
        }
    }
}
