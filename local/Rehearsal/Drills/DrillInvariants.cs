using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Drills;

/// <summary>What must hold of the drills of a rehearsal, judged by what simulated Azure really holds.</summary>
internal static class DrillInvariants
{
    /// <param name="isCalm">Azure did not fail: verdicts are then as planted, else at least explained.</param>
    public static IEnumerable<Invariant> Of(
        SimulatedAzure azure, IReadOnlyList<DrillRecord> records, IReadOnlyList<DrillJournal> journals, int due, bool isCalm)
    {
        var ended = records.Where(record => record.EndedAt is not null).ToList();
        yield return Rule(
            "every drill that was due has ended with a verdict",
            records.Where(record => record.Judgement is null).Select(record => record.DrillId)
                .Concat(records.Count == due ? [] : [Invariant($"{records.Count} of {due} were started")]),
            Invariant(
                $"{ended.Count} drills: {Count(ended, Verdict.Pass)} passed, {Count(ended, Verdict.Fail)} failed, {Count(ended, Verdict.Inconclusive)} inconclusive"));
        yield return Rule("a drill's verdict is as planted", ended.Select(record => Wrong(record, isCalm)).OfType<string>(), "all");
        yield return Rule(
            "nothing is left of a drill",
            journals.Where(journal => ended.Exists(record => record.DrillId == journal.DrillId))
                .SelectMany(journal => azure.Resources.Of(journal.GroupId)), Invariant($"{journals.Count} groups"));
        yield return Rule(
            "no clone was taken for production",
            azure.Snapshots.History.Select(point => point.Id).Where(id => id.Contains("/ops-drill-", StringComparison.OrdinalIgnoreCase)),
            "none");
    }

    // Whatever fails, the planted one must never pass, and what is no pass has a cause.
    private static string? Wrong(DrillRecord record, bool isCalm)
    {
        if (record.Judgement is not { } judgement)
            return null;
        var isPlanted = record.Plan == DrilledApplications.Planted;
        return isPlanted && judgement.Verdict == Verdict.Pass ? $"{record.DrillId} passed with a planted fault"
            : isCalm && isPlanted && judgement.Verdict != Verdict.Fail ? Told(record, judgement)
            : isCalm && !isPlanted && judgement.Verdict != Verdict.Pass ? Told(record, judgement)
            : judgement is { Verdict: not Verdict.Pass, Causes.Count: 0 } ? $"{record.DrillId} is {judgement.Verdict} without a cause"
            : null;
    }

    private static string Told(DrillRecord record, Judgement judgement) =>
        $"{record.DrillId}: {judgement.Verdict}, {string.Join("; ", judgement.Causes.Take(2))}";

    private static int Count(List<DrillRecord> records, Verdict verdict) => records.Count(record => record.Judgement?.Verdict == verdict);

    private static Invariant Rule(string rule, IEnumerable<string> broken, string found)
    {
        var all = broken.ToList();
        return new(rule, all.Count == 0, all.Count == 0 ? found : string.Join("; ", all.Take(3)));
    }
}
