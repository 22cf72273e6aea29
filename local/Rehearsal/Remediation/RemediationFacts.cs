using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>What a rehearsal of outages is judged by: the truth of simulated Azure, and what the suite made of it.</summary>
/// <param name="Suite">Object id of the suite's identity.</param>
/// <param name="End">When the rehearsal ended, UTC.</param>
internal sealed record RemediationFacts(string Suite, DateTimeOffset End, RemediationOptions Options)
{
    public IReadOnlyList<JudgedMachine> Machines { get; init; } = [];

    /// <summary>Those planned and each return of them, in order of their begin.</summary>
    public IReadOnlyList<JudgedOutage> Outages { get; init; } = [];

    public IReadOnlyList<JudgedIncident> Incidents { get; init; } = [];

    /// <summary>What the suite did to machines and their disks, in order.</summary>
    public IReadOnlyList<JudgedAct> Acts { get; init; } = [];

    public IReadOnlyList<TellingOfIncident> Told { get; init; } = [];

    /// <summary>Incidents whose run broke, each in words.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];

}

/// <summary>A machine.</summary>
/// <param name="Id">Lower case.</param>
/// <param name="Pool">Id of its load balancer's pool; null: none.</param>
/// <param name="Circles">What it belongs to, as the suite names it, the pool left out.</param>
/// <param name="Runs">At the end.</param>
internal sealed record JudgedMachine(string Id, string Name, string? Pool, IReadOnlyList<string> Circles, bool Runs);

/// <summary>An outage as it was in truth.</summary>
/// <param name="Machine">Id, lower case.</param>
/// <param name="EndedAt">Null: it lasts.</param>
internal sealed record JudgedOutage(string Id, string Machine, OutageKind Kind, DateTimeOffset BeganAt, DateTimeOffset? EndedAt)
{
    /// <summary>Object id or name; null: it lasts, or ended by itself.</summary>
    public string? EndedByWhom { get; init; }

    public ExpectedHandling Expected { get; init; }

    public IReadOnlyList<PlannedMove> Moves { get; init; } = [];

    public IReadOnlyList<JudgedAlert> Alerts { get; init; } = [];
}

/// <summary>An alert about an outage.</summary>
/// <param name="Id">Resource id, lower case.</param>
/// <param name="IsTaken">A person acknowledged it.</param>
internal sealed record JudgedAlert(string Id, DateTimeOffset FiredAt, bool IsSuppressed, bool IsTaken);

/// <summary>Something the suite did to a machine, as the activity log has it.</summary>
/// <param name="Machine">Id, lower case.</param>
/// <param name="Action">Such as Microsoft.Compute/virtualMachines/restart/action.</param>
internal sealed record JudgedAct(string Machine, string Action, DateTimeOffset From, DateTimeOffset To);

/// <summary>A message about an incident.</summary>
/// <param name="Id">Of the message.</param>
/// <param name="State">created, updated or closed.</param>
internal sealed record TellingOfIncident(string Id, string Incident, bool IsPage, string State, DateTimeOffset At)
{
    /// <summary>Of what is full one message is sent, whatever it keeps waiting.</summary>
    public bool IsOfLimit => Id.StartsWith("remediation-limit-", StringComparison.Ordinal);
}

/// <summary>Something that an incident tried.</summary>
/// <param name="DecidedAt">When it was looked at for it.</param>
/// <param name="EndedAt">Null: it still goes on.</param>
internal sealed record JudgedAttempt(string Runbook, DateTimeOffset DecidedAt, DateTimeOffset BeganAt, DateTimeOffset? EndedAt);

/// <summary>An incident with what it tried, as its timeline says.</summary>
internal sealed record JudgedIncident(Incident Incident, IReadOnlyList<JudgedAttempt> Attempts)
{
    /// <summary>It joined one that was open on the machine, or no rule was for it: it is no handling.</summary>
    public bool IsAside => Incident.Reason.StartsWith("echo: incident ", StringComparison.Ordinal)
        || Incident.Reason.StartsWith("unmatched:", StringComparison.Ordinal);

    public string Machine => Incident.Resource;

    /// <summary>What was not begun after a look from inside, which is a script and changes nothing.</summary>
    public IReadOnlyList<JudgedAttempt> Looks { get; init; } = [];

    public static JudgedIncident Of(Incident one)
    {
        var (attempts, decided, open) = (new List<JudgedAttempt>(), one.ReceivedAt, (JudgedAttempt?)null);
        var looks = new List<JudgedAttempt>();
        foreach (var entry in one.Timeline)
            if (entry.What == "look")
                decided = entry.At;
            else if (entry.Outcome == "begins")
                open = new(entry.What, decided, entry.At, null);
            else if (open is not null && entry is { What: "act", Outcome: "not begun" })
            {
                looks.Add(open with { EndedAt = entry.At });
                open = null;
            }
            else if (open is not null && entry.What == open.Runbook && entry.Outcome is "done" or "failed" && IsLast(one, entry))
            {
                attempts.Add(open with { EndedAt = entry.At });
                open = null;
            }
        return new(one, open is null ? attempts : [.. attempts, open]) { Looks = looks };
    }

    // Steps may have the runbook's name, too: its own entry comes after them.
    private static bool IsLast(Incident one, IncidentEntry entry) => one.Timeline
        .SkipWhile(other => !ReferenceEquals(other, entry)).Skip(1).TakeWhile(other => other.Outcome != "begins")
        .All(other => other.What != entry.What);
}
