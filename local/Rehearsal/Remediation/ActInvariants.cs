using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Simulator.Outages;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>What must hold of what the suite did to machines.</summary>
internal sealed class ActInvariants(RemediationFacts facts, OutageFates fates)
{
    // Azure's figures and alerts come so late: who acts meanwhile cannot know that it is over.
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);

    // A command is sent right after it is put on record.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, JudgedMachine> _machines =
        facts.Machines.ToDictionary(one => one.Id, StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, JudgedOutage> _outages = facts.Outages.ToLookup(one => one.Machine, StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, JudgedAct> _acts = facts.Acts.ToLookup(one => one.Machine, StringComparer.OrdinalIgnoreCase);
    private readonly List<(JudgedIncident Incident, int Number, JudgedAttempt Attempt)> _attempts =
        [.. facts.Incidents.SelectMany(one => one.Attempts.Select((attempt, number) => (one, number, attempt)))];

    /// <summary>Acts that belong to no attempt, and two at once on a machine or on a pool.</summary>
    public IEnumerable<string> AtOnce()
    {
        foreach (var act in facts.Acts.Where(act => !_attempts.Exists(one => IsIn(act, one.Incident, one.Attempt)) && !IsLook(act)))
            yield return Invariant($"{Words(act)} stands in no incident");
        foreach (var together in facts.Acts.GroupBy(act => PoolOf(act.Machine) ?? act.Machine, StringComparer.OrdinalIgnoreCase))
        {
            var inOrder = together.OrderBy(act => act.From).ThenBy(act => act.To).ToList();
            for (var index = 1; index < inOrder.Count; index++)
                if (inOrder[index].From < inOrder[..index].Max(act => act.To))
                    yield return Invariant($"{Words(inOrder[index])} began during another on the same machine or pool");
        }
    }

    /// <summary>Acts that began too late, or about nothing.</summary>
    public IEnumerable<string> Untimely()
    {
        foreach (var (incident, number, attempt) in _attempts)
        {
            var fresh = number == 0 ? incident.Incident.FiredAt : attempt.DecidedAt;
            if (FirstOf(incident, attempt) is not { } act)
                continue;
            if (act.From > fresh + RemediationOptions.DecisionLives)
            {
                var (what, minutes) = (number == 0 ? "alert" : "decision", (act.From - fresh).TotalMinutes);
                yield return Invariant($"{Words(act)} began {minutes:0.#} minutes after its {what} ({incident.Incident.Id})");
            }
            if (!_outages[act.Machine].Any(outage => outage.BeganAt <= act.From && !(outage.EndedAt + Delay < act.From)))
                yield return Invariant($"{Words(act)} began although nothing was wrong with it any more ({incident.Incident.Id})");
        }
    }

    /// <summary>Acts on what was somebody else's.</summary>
    public IEnumerable<string> HandsOn()
    {
        foreach (var outage in facts.Outages)
            foreach (var act in Begun(outage))
            {
                var taken = outage.Moves.Where(move => move.What is "acknowledge" && move.At <= act.From).Select(move => move.At).ToList();
                var isTaken = taken.Count > 0 && outage.Alerts.Any(alert => alert.IsTaken && alert.FiredAt <= taken[0]);
                if (outage.Expected == ExpectedHandling.HandsOff)
                    yield return Invariant($"{Words(act)}: it was to be left alone ({Because(outage)}); {fates.Words(outage)}");
                else if (isTaken)
                    yield return Invariant($"{Words(act)}: somebody had acknowledged the alert; {fates.Words(outage)}");
                else if (outage.Kind == OutageKind.Platform)
                    yield return Invariant($"{Words(act)}: Azure was at it; {fates.Words(outage)}");
            }
    }

    /// <summary>Machines that are worse than they would have been.</summary>
    public IEnumerable<string> Worse()
    {
        foreach (var machine in facts.Machines.Where(machine => _acts[machine.Id].Any()))
        {
            if (!_outages[machine.Id].Any())
                yield return Invariant($"{machine.Name} had no outage, and {_acts[machine.Id].Count()} things were done to it");
            var lasting = _outages[machine.Id].Where(outage => outage.EndedAt is null).ToList();
            var isTold = lasting.Exists(outage => fates.Of(outage) is Fate.Called or Fate.LeftAlone or Fate.TooLate);
            var isInWork = facts.Incidents.Any(one => one.Machine == machine.Id && one.Incident.IsOpen);
            if (!machine.Runs && !isTold && !isInWork)
                yield return Invariant($"{machine.Name} does not run");
        }
    }

    private static string Because(JudgedOutage outage) => outage.Moves is [var first, ..] ? first.What : outage.Kind.ToString();

    // What began an attempt while it lasted, not before a person's move.
    private IEnumerable<JudgedAct> Begun(JudgedOutage outage) => _attempts
        .Where(one => one.Incident.Machine == outage.Machine).Select(one => FirstOf(one.Incident, one.Attempt)).OfType<JudgedAct>()
        .Where(act => act.From >= outage.BeganAt && !(act.From > outage.EndedAt));

    private JudgedAct? FirstOf(JudgedIncident incident, JudgedAttempt attempt) =>
        _acts[incident.Machine].Where(act => IsIn(act, incident, attempt)).MinBy(act => act.From);

    private bool IsIn(JudgedAct act, JudgedIncident incident, JudgedAttempt attempt) => act.Machine == incident.Machine
        && act.From >= attempt.BeganAt && act.From <= (attempt.EndedAt ?? facts.End) + Slack;

    private bool IsLook(JudgedAct act) => act.Action.Contains("/runCommands/", StringComparison.OrdinalIgnoreCase)
        && facts.Incidents.Any(incident => incident.Looks.Any(look => IsIn(act, incident, look)));

    private string? PoolOf(string machine) => _machines.GetValueOrDefault(machine)?.Pool;

    private string Words(JudgedAct act)
    {
        var action = act.Action[(act.Action.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var machine = _machines.GetValueOrDefault(act.Machine);
        return Invariant($"{action} of {machine?.Name ?? act.Machine} at {act.From.UtcDateTime:d MMM HH:mm:ss}");
    }
}
