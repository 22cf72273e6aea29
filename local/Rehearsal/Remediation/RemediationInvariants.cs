using OpsFunctions.Local.Cli.Rehearsal.Access;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>What must hold where outages were rehearsed, whatever Azure, people and faults did.</summary>
internal static class RemediationInvariants
{
    // An incident that began so late may still run at the end.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public static IReadOnlyList<Invariant> Of(RemediationFacts facts)
    {
        var (fates, care) = (new OutageFates(facts), new CareCounts(facts));
        var acts = new ActInvariants(facts, fates);
        var open = facts.Incidents.Where(one => one.Incident.IsOpen && one.Incident.ReceivedAt < facts.End - Longest)
            .Select(one => $"{one.Incident.Id} is {one.Incident.State}: {one.Incident.Reason}");
        return
        [
            AccessInvariants.Rule("every incident has ended", facts.Broken.Concat(open), Invariant($"{facts.Incidents.Count} incidents")),
            AccessInvariants.Rule(
                "every outage was mended, or people were told in time, or it ended before",
                facts.Outages.Where(one => fates.Of(one) == Fate.Missed).Select(fates.Words), RecoveryTimes.Of(facts, fates).ToString()),
            AccessInvariants.Rule(
                "every outage was handled once", facts.Outages.SelectMany(fates.Twice),
                Invariant($"{facts.Told.Count} messages, {facts.Told.Count(one => one.IsPage)} pages")),
            AccessInvariants.Rule(
                "no two acts at once on a machine or pool, each of an incident", acts.AtOnce(), Invariant($"{facts.Acts.Count} acts")),
            AccessInvariants.Rule(
                "no act began later than ten minutes after its alert, or its later decision, nor five minutes after its outage had ended",
                acts.Untimely(), Invariant($"{facts.Incidents.Sum(one => one.Attempts.Count)} attempts")),
            AccessInvariants.Rule(
                "what is somebody else's, suppressed, acknowledged or Azure's own was left alone", acts.HandsOn(),
                Invariant($"{facts.Outages.Count(one => one.Expected == Simulator.Outages.ExpectedHandling.HandsOff)} outages")),
            AccessInvariants.Rule(
                "no machine without an outage was acted on, and what was acted on runs, or people know", acts.Worse(),
                Invariant($"{facts.Acts.Select(one => one.Machine).Distinct(StringComparer.Ordinal).Count()} machines")),
            AccessInvariants.Rule(
                "never more machines in cure or watch than the limits allow", care.OverLimit(), Invariant($"{care.Most} at once at most")),
        ];
    }
}
