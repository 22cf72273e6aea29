using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Reports;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>The report of a drill for people: the verdict first, with what it does not cover.</summary>
internal static class DrillPage
{
    private const int MostTrend = 20;

    public static async Task WriteAsync(TextWriter page, DrillRecord record, DrillJournal? journal, DrillHistory history)
    {
        var body = Begin($"Drill of {record.Application}", record.DrillId);
        Head(body, record, journal);
        Objectives(body, record);
        NotCovered(body, record);
        Timeline(body, record);
        Machines(body, record, journal);
        Checks(body, record);
        Isolation(body, record);
        CleanUp(body, record);
        People(body, record);
        Trend(body, history);
        if (record.Evidence is { } evidence)
            body.Add(ReportPage.Evidence(evidence.Records, evidence.Chain, evidence.Hash));
        body.Add($"""<p class="small">The same for programs: <a href="{record.DrillId}.json">{record.DrillId}.json</a></p>""");
        await page.WriteAsync(body.Build());
        await page.WriteAsync(Tail);
    }

    private static void Head(Html.Builder body, DrillRecord record, DrillJournal? journal)
    {
        var (verdict, remains) = (record.Judgement?.Verdict, record.Cleaning?.Remains ?? Remains.Pending);
        body.Add($"""<div class="cards">""");
        Card(body, verdict?.ToString() ?? "Only looked", "verdict", verdict is Verdict.Pass ? "save" : verdict is null ? "" : "bad");
        Card(body, remains.ToString(), "what was left", remains == Remains.Leaked ? "bad" : remains == Remains.Clean ? "save" : "");
        if (record.Judgement?.Measures is { } measures)
        {
            Card(body, measures.RtaSeconds is { } rta ? Gantt.Time(rta) : "none", "recovery time");
            Card(body, Gantt.Time(measures.RpaSeconds), "recovery point");
        }
        Card(body, $"{record.Preflight.Machines.Count}", "machines");
        Card(body, record.Isolation, "isolation");
        body.AddLine($"</div>");
        List(body, "problems", record.Judgement?.Causes ?? []);
        body.AddLine(
            $"<p>Built in {record.Preflight.Place}{(journal is null ? "; nothing was made" : "")}. Asked for by {record.RequestedBy} at {record.RequestedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(record.ApprovedBy is { } by ? $", approved by {by}" : "")}.</p>");
    }

    private static void Objectives(Html.Builder body, DrillRecord record)
    {
        if (record.Judgement?.Measures is not { } measures)
            return;
        body.Add(
            $"<section><h2>Objective and actual</h2><table><thead><tr><th>what</th><th>objective</th><th>actual</th></tr></thead><tbody>");
        body.Add(
            $"<tr><td>recovery time, from the declaration to the last required validation</td><td>{record.RtoMinutes} min</td><td>{(measures.RtaSeconds is { } rta ? Gantt.Time(rta) : "not reached")}</td></tr>");
        body.Add(
            $"<tr><td>recovery point, from the simulated failure back to the oldest point</td><td>{record.RpoMinutes} min</td><td>{Gantt.Time(measures.RpaSeconds)}</td></tr>");
        body.AddLine($"</tbody></table></section>");
        body.AddLine(
            $"<p class=\"small\">{Gantt.Time(measures.WallSeconds)} from the request to the verdict: waiting for people {Gantt.Time(measures.ApprovalSeconds)}, recovery {Gantt.Time(measures.RecoverySeconds)}, what only a drill has {Gantt.Time(measures.DrillOnlySeconds)}. The recovery time does not contain the decision to recover, the switch of traffic and names, platform services, nor waiting for capacity that a real disaster makes scarce.</p>");
    }

    private static void NotCovered(Html.Builder body, DrillRecord record)
    {
        if (record.Preflight.NotRebuilt.Count == 0)
            return;
        body.Add($"<section><h2>Not rebuilt</h2><p>Seen at the source and no part of this drill; nothing is proved of it.</p>");
        List(body, "problems", record.Preflight.NotRebuilt);
        body.AddLine($"</section>");
    }

    private static void Timeline(Html.Builder body, DrillRecord record)
    {
        IReadOnlyList<DrillStep> steps = [.. record.Steps, .. record.Machines.SelectMany(machine => machine.Steps)];
        var path = record.Judgement?.Measures?.CriticalPath ?? [];
        if (steps.Count == 0)
            return;
        body.Add($"<section><h2>Timeline</h2>{Gantt.Of(steps, path)}");
        body.AddLine(
            $"<p class=\"small\">Dark: the critical path, {path.Count} steps, {Gantt.Time(path.Sum(step => (step.End - step.Start).TotalSeconds))}: {string.Join(", ", path.Select(step => $"{(step.Machine.Length > 0 ? step.Machine + " " : "")}{step.Name} {Gantt.Time((step.End - step.Start).TotalSeconds)}"))}.</p></section>");
    }

    private static void Machines(Html.Builder body, DrillRecord record, DrillJournal? journal)
    {
        body.Add(
            $"<section><h2>Machines</h2><table><thead><tr><th>machine</th><th>rebuilt from</th><th>preflight</th><th>result</th></tr></thead>");
        foreach (var machine in record.Preflight.Machines)
        {
            var planned = journal?.Machines.FirstOrDefault(one => string.Equals(
                one.SourceId, machine.MachineId, StringComparison.OrdinalIgnoreCase));
            var result = planned is null ? null : record.Machines.FirstOrDefault(one => one.Number == planned.Number);
            var (name, point) = (machine.Name, planned is null
                ? Html.Of($"")
                : Html.Of($"{planned.PointAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(planned.IsTorn ? ", disks one by one" : "")}"));
            var tag = machine.Rebuild == Rebuild.Can ? "good" : machine.Rebuild == Rebuild.Weaker ? "warn" : "bad";
            body.Add($"""<tbody><tr><td data-label="machine"><b>{name}</b></td><td data-label="from">{point}</td>""");
            body.Add(
                $"""<td data-label="preflight"><span class="tag {tag}">{machine.Rebuild}</span> {string.Join("; ", machine.Findings.Select(one => one.Words))}</td>""");
            body.AddLine($"""<td data-label="result">{(result is null ? "not made" : result.Failure ?? "rebuilt")}</td></tr></tbody>""");
        }
        body.AddLine($"</table></section>");
        List(body, "problems", [.. record.Preflight.Problems.Select(one => one.Words)]);
    }

    private static void Checks(Html.Builder body, DrillRecord record)
    {
        var checks = record.Machines.SelectMany(machine => machine.Checks).ToList();
        if (checks.Count == 0)
            return;
        body.Add(
            $"<section><h2>Validations</h2><table><thead><tr><th>machine</th><th>validation</th><th>outcome</th><th>at, UTC</th><th>what it printed</th></tr></thead>");
        foreach (var check in checks)
        {
            var tag = check.Outcome == CheckOutcome.Passed ? "good" : check.Outcome == CheckOutcome.Failed ? "bad" : "warn";
            body.Add(
                $"""<tbody><tr><td data-label="machine">{check.Machine}</td><td data-label="validation">{check.Label}{(check.Required ? "" : " (not required)")}</td>""");
            body.Add(
                $"""<td data-label="outcome"><span class="tag {tag}">{check.Outcome}</span> {check.Cause}</td><td data-label="at">{check.EndedAt.UtcDateTime:HH:mm:ss}</td>""");
            body.AddLine($"""<td data-label="printed"><code>{check.Output}</code></td></tr></tbody>""");
        }
        body.AddLine($"</table></section>");
    }

    private static void Isolation(Html.Builder body, DrillRecord record)
    {
        var proofs = record.Proofs.Concat(record.Machines.SelectMany(machine => machine.Proofs)).OrderBy(proof => proof.At).ToList();
        if (proofs.Count == 0)
            return;
        body.Add(
            $"<section><h2>Proofs of isolation</h2><table><thead><tr><th>at, UTC</th><th>when</th><th>what was looked at</th><th>outcome</th></tr></thead>");
        foreach (var proof in proofs)
        {
            body.Add(
                $"""<tbody><tr><td data-label="at">{proof.At.UtcDateTime:HH:mm:ss}</td><td data-label="when">{proof.When}</td><td data-label="what">{proof.About}</td>""");
            body.AddLine(
                $"""<td data-label="outcome"><span class="tag {(proof.IsProven ? "good" : proof.Breaches.Count > 0 ? "bad" : "warn")}">{(proof.IsProven ? "isolated" : proof.Breaches.Count > 0 ? "leads out" : "not proven")}</span> {string.Join("; ", proof.Breaches.Concat(proof.Unread))}</td></tr></tbody>""");
        }
        body.AddLine($"</table></section>");
    }

    private static void CleanUp(Html.Builder body, DrillRecord record)
    {
        if (record.Cleaning is not { Remains: not Remains.Nothing } cleaning)
            return;
        body.Add(
            $"<section><h2>After the clean-up</h2><p>{cleaning.Remains}: {cleaning.Asked} ids of the journal were asked for one by one, {cleaning.Left.Count} answered, between {cleaning.StartedAt.UtcDateTime:HH:mm:ss} and {cleaning.EndedAt.UtcDateTime:HH:mm:ss} UTC. {cleaning.Problem}</p>");
        List(
            body, "problems",
            [.. cleaning.Left.Select(
                left => FormattableString.Invariant($"{left.Id}: {left.UsdPerHour:0.000} USD an hour; {left.Command}"))]);
        List(body, "problems", [.. cleaning.Foreign.Select(id => $"{id}: none of the drill's, not touched")]);
        if (cleaning.OfAzure.Count > 0)
            body.Add($"<p class=\"small\">Made by Azure itself, and not counted: {string.Join(", ", cleaning.OfAzure)}</p>");
        body.AddLine($"</section>");
    }

    private static void People(Html.Builder body, DrillRecord record)
    {
        if (record.Attestations.Count == 0)
            return;
        body.Add($"<section><h2>Attested</h2>");
        List(
            body, "problems",
            [.. record.Attestations.Select(
                one => FormattableString.Invariant(
                    $"{one.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {one.By}: {(one.Success ? "as it should be" : "not as it should be")}: {one.Notes}"))]);
        body.AddLine($"</section>");
    }

    private static void Trend(Html.Builder body, DrillHistory history)
    {
        if (history.Drills.Count < 2)
            return;
        body.Add(
            $"<section><h2>Trend</h2><table><thead><tr><th>drill</th><th>verdict</th><th>left</th><th class=\"number\">recovery time, min</th><th class=\"number\">recovery point, min</th></tr></thead>");
        foreach (var drill in history.Drills.Take(MostTrend))
            body.Add(
                $"""<tbody><tr><td data-label="drill">{drill.EndedAt.UtcDateTime:yyyy-MM-dd HH:mm} {drill.DrillId}</td><td data-label="verdict">{drill.Verdict}</td><td data-label="left">{drill.Remains}</td><td class="number" data-label="time">{drill.RtaMinutes:0.0}</td><td class="number" data-label="point">{drill.RpaMinutes:0}</td></tr></tbody>""");
        body.AddLine($"</table></section>");
    }

    private static void List(Html.Builder body, string kind, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        body.Add($"""<div class="{kind}"><ul>""");
        foreach (var line in lines)
            body.Add($"<li>{line}</li>");
        body.AddLine($"</ul></div>");
    }
}
