using System.Globalization;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Evidence;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>
/// A drill as evidence. What was proved stands in the chain before anything is taken down; what became of it behind. What people wrote is
/// in it by its hash alone.
/// </summary>
internal static class DrillEvidence
{
    public static IEnumerable<AuditEntry> Of(RunMoment run, DrillRecord record, DrillJournal? journal, Mode mode, bool isIntention)
    {
        yield return Entry(run.AsOf, AuditEntry.RunStart, run.RunId, mode.ToString(), $"asked for by {record.RequestedBy}");
        if (record.Reason.Length > 0)
            yield return Entry(run.AsOf, "drills.reason", record.Plan, "said", SaidWords.MarkOf(record.Reason));
        foreach (var problem in record.Preflight.Problems)
            yield return Entry(
                run.AsOf, "drills.preflight", record.Application, problem.Effect.ToString(), $"{problem.Code}: {problem.Words}");
        foreach (var machine in record.Preflight.Machines)
            yield return Entry(
                run.AsOf, "drills.preflight", machine.MachineId, machine.Rebuild.ToString(),
                string.Join("; ", machine.Findings.Select(one => one.Code)));
        foreach (var resource in journal?.Resources ?? [])
            yield return Entry(journal!.WrittenAt, "drills.intend", resource.Id, resource.Kind.ToString(), resource.Key);
        if (record.ApprovedBy is { } by)
            yield return Entry(record.DeclaredAt ?? run.AsOf, "drills.approval", record.Application, "approved", $"by {by}");
        foreach (var machine in record.Machines)
        {
            foreach (var proof in machine.Proofs)
                yield return OfProof(proof);
            foreach (var check in machine.Checks)
                yield return Entry(
                    check.EndedAt, "drills.check", machine.Name, check.Outcome.ToString(),
                    $"{check.Label}{(check.Cause is null ? "" : ": " + check.Cause)}");
            if (machine.Failure is { } failure)
                yield return Entry(record.JudgedAt ?? run.AsOf, "drills.machine", machine.Name, "not rebuilt", failure);
        }
        foreach (var proof in record.Proofs)
            yield return OfProof(proof);
        yield return OfVerdict(record, run);
        if (isIntention)
            yield break;
        if (record.Cleaning is { } cleaning)
        {
            foreach (var left in cleaning.Left)
                yield return Entry(
                    cleaning.EndedAt, "drills.left", left.Id, "still there", Invariant($"{left.UsdPerHour:0.0000} USD an hour"));
            foreach (var foreign in cleaning.Foreign)
                yield return Entry(cleaning.EndedAt, "drills.foreign", foreign, "not touched", "none of the drill's");
            yield return Entry(
                cleaning.EndedAt, "drills.clean", record.Application, cleaning.Remains.ToString(),
                Invariant($"{cleaning.Asked} ids asked for"));
        }
        yield return Entry(record.EndedAt ?? run.AsOf, AuditEntry.RunEnd, run.RunId, record.Judgement?.Verdict.ToString()
            ?? "looked", record.Cleaning?.Remains.ToString() ?? "");
    }

    private static AuditEntry OfVerdict(DrillRecord record, RunMoment run)
    {
        var measures = record.Judgement?.Measures;
        return Entry(
            record.JudgedAt ?? run.AsOf, "drills.verdict", record.Application, record.Judgement?.Verdict.ToString() ?? "only looked",
            string.Join("; ", record.Judgement?.Causes ?? [])) with
        {
            After = measures is null
                ? new SortedDictionary<string, string>(StringComparer.Ordinal)
                : new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["rtaSeconds"] = measures.RtaSeconds?.ToString("0.###", CultureInfo.InvariantCulture) ?? "",
                ["rpaSeconds"] = measures.RpaSeconds.ToString("0.###", CultureInfo.InvariantCulture),
            },
        };
    }

    private static AuditEntry OfProof(IsolationProof proof) => Entry(
        proof.At, "drills.isolation", proof.About, proof.IsProven ? "isolated" : proof.Breaches.Count > 0 ? "leads out" : "not proven",
        string.Join("; ", proof.Breaches.Concat(proof.Unread).Prepend(proof.When)));

    private static AuditEntry Entry(DateTimeOffset at, string action, string target, string decision, string reason) =>
        new(at, DrillsCapability.Name, action, target, decision, reason);
}
