using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Simulator.Outages;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>What became of an outage.</summary>
internal enum Fate
{
    /// <summary>The suite mended it.</summary>
    Cured,

    /// <summary>People were called in time.</summary>
    Called,

    /// <summary>It was left to people, who were told.</summary>
    LeftAlone,

    /// <summary>It ended by itself or by a person, before anybody had to be told.</summary>
    Ended,

    /// <summary>No alert of it was meant for the suite.</summary>
    Unseen,

    /// <summary>It began too late to be judged.</summary>
    TooLate,

    /// <summary>None of these.</summary>
    Missed,
}

/// <summary>Finds what became of each outage, and what was done about it more than once.</summary>
internal sealed class OutageFates(RemediationFacts facts)
{
    /// <summary>After an act: five minutes until figures are there, ten looks a minute apart, five minutes of calls.</summary>
    private static readonly TimeSpan Verifying = TimeSpan.FromMinutes(20);

    // Rules look over a quarter of an hour at most.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Decision = TimeSpan.FromMinutes(10);

    // Alerts of log rules outlive what they are about.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(10);

    // Three runbooks, each twice.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private readonly ILookup<string, JudgedIncident> _incidents = facts.Incidents.Where(one => !one.IsAside)
        .ToLookup(one => one.Machine, StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, JudgedOutage> _outages = facts.Outages.ToLookup(one => one.Machine, StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, TellingOfIncident> _told = facts.Told.ToLookup(one => one.Incident, StringComparer.Ordinal);

    /// <summary>Incidents about an outage, those that joined another left out.</summary>
    public IReadOnlyList<JudgedIncident> IncidentsOf(JudgedOutage outage)
    {
        var next = _outages[outage.Machine].Where(one => one.BeganAt > outage.BeganAt).Select(one => (DateTimeOffset?)one.BeganAt).Min();
        var end = outage.EndedAt + Afterwards ?? facts.End;
        return
        [
            .. _incidents[outage.Machine].Where(one => one.Incident.FiredAt >= outage.BeganAt && one.Incident.FiredAt <= end
                && !(one.Incident.FiredAt >= next)),
        ];
    }

    public Fate Of(JudgedOutage outage)
    {
        var mine = IncidentsOf(outage);
        var first = outage.Alerts.Where(one => !one.IsSuppressed).Select(one => (DateTimeOffset?)one.FiredAt)
            .Concat(mine.Select(one => (DateTimeOffset?)one.Incident.FiredAt)).Min();
        var isCured = mine.Any(one => one is { Attempts.Count: > 0, Incident.State: IncidentState.Verified or IncidentState.Over });
        if (isCured && outage.EndedByWhom == facts.Suite)
            return Fate.Cured;
        if (outage.BeganAt > facts.End - Longest)
            return Fate.TooLate;
        if (first is not { } fired)
            return Fate.Unseen;
        if (mine.Any(one => IsCalled(one, outage)))
            return outage.Expected == ExpectedHandling.HandsOff && !Tellings(mine).Any(told => told.IsPage) ? Fate.LeftAlone : Fate.Called;
        if (mine.Any(one => one.Incident.State == IncidentState.Reported))
            return Fate.LeftAlone;
        // Events tell of each stop that somebody makes: that is on record, and nobody is told.
        if (outage.Alerts.Count == 0 && mine.All(one => IsOfEvent(one.Incident)))
            return Fate.LeftAlone;
        return outage.EndedAt <= DueOf(mine, fired) && outage.EndedByWhom != facts.Suite ? Fate.Ended : Fate.Missed;
    }

    /// <summary>What was done about an outage more than once, in words.</summary>
    public IEnumerable<string> Twice(JudgedOutage outage)
    {
        var mine = IncidentsOf(outage);
        var pages = Tellings(mine).Where(told => told.IsPage).ToList();
        if (pages.Count > 1)
            yield return Invariant($"{Words(outage)}: {pages.Count} pages, at {string.Join(", ", pages.Select(told => Clock(told.At)))}");
        var notes = Tellings(mine.Where(one => one.Incident.State == IncidentState.HandsOff)).Where(told => !told.IsPage).ToList();
        if (notes.Count > 1)
        {
            var times = string.Join(", ", notes.Select(told => Clock(told.At)));
            yield return Invariant($"{Words(outage)}: {notes.Count} messages that it is left alone, at {times}");
        }
        var called = mine.Where(one => one.Incident.State == IncidentState.Escalated).Select(one => one.Incident.EndedAt).Min();
        foreach (var begun in mine.Where(one => one.Attempts.Count > 0).Select(one => one.Attempts[0].BeganAt))
            if (called <= begun)
                yield return Invariant($"{Words(outage)}: acted at {Clock(begun)}, after people were called at {Clock(called.Value)}");
    }

    /// <summary>An outage for people.</summary>
    public string Words(JudgedOutage one)
    {
        var name = facts.Machines.FirstOrDefault(machine => machine.Id == one.Machine)?.Name ?? one.Machine;
        var incidents = string.Join(
            ", ", IncidentsOf(one).Select(each => Invariant($"{each.Incident.Rule} {each.Incident.State} {each.Incident.Id}")));
        return Invariant($"{one.Kind} of {name} at {one.BeganAt.UtcDateTime:d MMM HH:mm} [{incidents}]");
    }

    private IEnumerable<TellingOfIncident> Tellings(IEnumerable<JudgedIncident> incidents) =>
        incidents.SelectMany(one => _told[one.Incident.Id]).DistinctBy(told => told.Id, StringComparer.Ordinal);

    private static bool IsOfEvent(Incident one) =>
        one is { State: IncidentState.HandsOff or IncidentState.Over, Source: nameof(AlertSource.Health) };

    private static string Clock(DateTimeOffset at) => Invariant($"{at.UtcDateTime:d MMM HH:mm:ss}");

    // Of what is full one page is sent an hour.
    private bool IsCalled(JudgedIncident one, JudgedOutage outage)
    {
        var due = DueOf([one], one.Incident.FiredAt);
        var isOfLimit = one.Incident.Reason.StartsWith("limit:", StringComparison.Ordinal)
            && facts.Told.Any(told => told.IsOfLimit && told.At <= due && told.At > one.Incident.FiredAt.AddHours(-1));
        var isLeft = outage.Expected == ExpectedHandling.HandsOff || one.Incident.State == IncidentState.HandsOff;
        return isOfLimit || _told[one.Incident.Id].Any(told => (told.IsPage || isLeft) && told.At <= due);
    }

    // Ten minutes after it fired; after something was tried, as soon as that is known not to have helped.
    private DateTimeOffset DueOf(IReadOnlyList<JudgedIncident> mine, DateTimeOffset fired)
    {
        var tried = mine.SelectMany(one => one.Attempts).Select(one => one.EndedAt ?? one.BeganAt).Append(DateTimeOffset.MinValue).Max();
        var watch = TimeSpan.FromMinutes(facts.Options.ObservationMinutes + 15 + facts.Options.CooldownMinutes);
        var azures = mine.Any(one => one.Incident.Timeline.Any(entry => entry is { What: "look", Outcome: "WaitForAzure" }))
            ? TimeSpan.FromMinutes(facts.Options.PlatformMinutes + 5) : TimeSpan.Zero;
        var due = fired + Decision + Window + azures;
        return tried + Window + Verifying + watch > due ? tried + Window + Verifying + watch : due;
    }
}
