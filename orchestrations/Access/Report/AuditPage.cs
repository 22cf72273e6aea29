using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Escalating;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Reports;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>The audit for people: what got worse first, then what is wrong, then who can do what.</summary>
internal static class AuditPage
{
    // The JSON has all.
    private const int MostFindings = 500;
    private const int MostChanges = 200;

    private static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("Who"), new("Role", ColumnKind.Choice), new("Where"), new("Kind", ColumnKind.Choice), new("Since"), new("Granted by"),
        new("Reach", ColumnKind.Number, IsShown: false), new("Object id", IsShown: false),
    ];

    private const int ReachColumn = 6;

    public static async Task WriteAsync(TextWriter page, ShownAudit audit)
    {
        var body = Begin("Access audit", $"{audit.Run.RunId} · as of {audit.Run.AsOf.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        Cards(body, audit);
        Worse(body, audit);
        Unknown(body, audit);
        Findings(body, audit);
        Conditional(body, audit);
        Checks(body, audit);
        await page.WriteAsync(body.Build());
        await RightsAsync(page, audit);
        body = new Html.Builder();
        Delays(body, audit.Blind);
        if (audit.Evidence is { } evidence)
            body.Add(ReportPage.Evidence(evidence.Records, evidence.Chain, evidence.Hash));
        body.AddLine(
            $"""<p class="small">The same for programs: <a href="{audit.Run.RunId}.json">{audit.Run.RunId}.json</a>, for a spreadsheet: <a href="{audit.Run.RunId}.csv">{audit.Run.RunId}.csv</a></p>""");
        await page.WriteAsync(body.Build());
        await page.WriteAsync(Tail);
    }

    private static void Cards(Html.Builder body, ShownAudit audit)
    {
        var counting = audit.Result.Findings.Where(one => one.Counts).ToList();
        body.Add($"""<div class="cards">""");
        foreach (var severity in Enum.GetValues<Severity>().Reverse())
            if (counting.Count(one => one.Finding.Severity == severity) is > 0 and var count)
                Card(body, $"{count}", $"{severity.ToString().ToLowerInvariant()} findings", severity >= Severity.High ? "bad" : "");
        if (counting.Count == 0)
            Card(body, "0", "findings", "save");
        if (audit.Result.HasBefore)
            Card(body, $"{counting.Count(one => one.IsNew)}", "of them new", counting.Exists(one => one.IsNew) ? "bad" : "save");
        if (audit.Result.Checks.Count(check => check.State == CheckState.Unknown) is > 0 and var unknown)
            Card(body, $"{unknown}", "checks of which something is unknown", "bad");
        Card(body, $"{audit.Facts.Grants.Count}", "rights");
        Card(body, $"{audit.Facts.Principals.Count}", "principals");
        body.AddLine($"</div>");
        body.AddLine(
            $"<p>Asked for by {audit.RequestedBy}. {(audit.Result.HasBefore ? "Compared with the audit before." : "There is no audit before to compare with: what is new cannot be told.")}</p>");
    }

    private static void Worse(Html.Builder body, ShownAudit audit)
    {
        if (!audit.Result.HasBefore)
            return;
        body.Add($"<section><h2>What got worse</h2>");
        var fresh = audit.Result.Findings.Where(one => one is { Counts: true, IsNew: true }).Take(MostFindings).ToList();
        if (fresh.Count == 0)
            body.Add($"<p>No finding is new.</p>");
        foreach (var one in fresh)
            Finding(body, audit, one);
        var changes = audit.Result.Changes.OrderBy(one => one.Kind).ToList();
        if (changes.Count > 0)
        {
            body.Add(
                $"""<details><summary>{changes.Count} rights are new, removed, changed or unknown</summary><table><thead><tr><th>what</th><th>who</th><th>role</th><th>where</th><th>by whom</th></tr></thead><tbody>""");
            foreach (var change in changes.Take(MostChanges))
                body.Add(
                    $"<tr><td>{change.Kind}</td><td>{audit.NameOf(change.Grant.PrincipalId)}</td><td>{audit.NameOf(change.Grant.RoleId)} ({change.Grant.Kind})</td><td class=\"id\">{change.Grant.Scope}</td><td>{audit.NameOf(change.Grant.CreatedBy)}</td></tr>");
            body.Add($"</tbody></table></details>");
        }
        if (audit.Result.Mended.Count > 0)
            body.Add($"<p>{audit.Result.Mended.Count} findings of the audit before are gone.</p>");
        body.AddLine($"</section>");
    }

    private static void Unknown(Html.Builder body, ShownAudit audit)
    {
        if (audit.Facts.Gaps.Count == 0)
            return;
        body.Add($"""<details class="problems" open><summary>Not known, for it could not be read</summary><ul>""");
        foreach (var gap in audit.Facts.Gaps)
            body.Add($"<li>{gap.What}{(gap.Scope.Length > 0 ? $" of {gap.Scope}" : "")}: {gap.Reason}</li>");
        body.AddLine($"</ul></details>");
    }

    private static void Findings(Html.Builder body, ShownAudit audit)
    {
        body.Add($"<section><h2>Findings</h2>");
        foreach (var severity in Enum.GetValues<Severity>().Reverse())
        {
            var all = audit.Result.Findings.Where(one => one.Counts && one.Finding.Severity == severity).ToList();
            if (all.Count == 0)
                continue;
            body.Add($"<h3>{severity} ({all.Count})</h3>");
            foreach (var one in all.Take(MostFindings))
                Finding(body, audit, one);
            if (all.Count > MostFindings)
                body.Add($"""<p class="small">{all.Count - MostFindings} more are in the JSON.</p>""");
        }
        var excepted = audit.Result.Findings.Where(one => !one.Counts).ToList();
        if (excepted.Count > 0)
        {
            body.Add($"<h3>With an exception ({excepted.Count})</h3>");
            foreach (var one in excepted.Take(MostFindings))
                Finding(body, audit, one);
        }
        body.AddLine($"</section>");
    }

    private static void Finding(Html.Builder body, ShownAudit audit, StandingFinding one)
    {
        var (finding, check) = (one.Finding, AccessChecks.All.First(check => check.Id == one.Finding.Check));
        var who = finding.Subject.Length > 0 ? audit.NameOf(finding.Subject) : "";
        body.Add(
            $"""<details class="finding"><summary><b>{check.Title}</b>{(one.IsNew ? " · new" : "")}{(who.Length > 0 ? $" · {who}" : "")}{(finding.Scope.Length > 0 ? $" · {finding.Scope}" : "")}</summary><div class="facts">""");
        body.Add($"<p>{finding.Words}. {check.Why}</p>");
        if (finding.Path is { } path)
            Path(body, audit, path);
        body.Add($"<p>{check.Mend}{(finding.AlsoTakes.Length > 0 ? $" It also takes away: {finding.AlsoTakes}." : "")}</p>");
        if (finding.Command.Length > 0)
            body.Add($"<p class=\"id\"><code>{finding.Command}</code></p>");
        if (finding.Bicep.Length > 0)
            body.Add($"""<p class="small">Bicep: {finding.Bicep}</p>""");
        if (finding.Since is { } since)
            body.Add(
                $"""<p class="small">Since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(finding.GrantedBy is { } by ? $", by {audit.NameOf(by)}" : "")}.</p>""");
        if (one.Exception is { } exception)
            body.Add($"""<p class="small">Exception {exception}.</p>""");
        if (one.Ended is { } ended)
            body.Add($"""<p class="small">The exception {ended} has ended.</p>""");
        var controls = Frameworks.Of(check.Id).ToList();
        if (controls.Count > 0)
            body.Add($"""<p class="small">{string.Join("; ", controls)}</p>""");
        body.AddLine($"</div></details>");
    }

    private static void Path(Html.Builder body, ShownAudit audit, EscalationPath path)
    {
        body.Add($"<ol>");
        foreach (var hop in path.Hops)
            body.Add(
                $"<li>{audit.NameOf(hop.From)} <b>{hop.Words}</b> {(hop.To.Length > 0 ? audit.NameOf(hop.To) : "")}{(hop.NeedsActivation ? " (after an activation)" : "")}{(hop.GrantId.Length > 0 ? Html.Of($"<br><span class=\"small\">{hop.GrantId}</span>") : default)}</li>");
        body.Add($"</ol>");
    }

    private static void Conditional(Html.Builder body, ShownAudit audit)
    {
        if (audit.Result.Conditional.Count == 0)
            return;
        body.Add(
            $"<section><h2>Conditional</h2><p>These would be owner-like if a condition that is not understood were fulfilled: neither proven nor dropped.</p><ul>");
        foreach (var grant in audit.Result.Conditional.Take(MostChanges))
            body.Add($"<li>{audit.NameOf(grant.PrincipalId)} · {audit.NameOf(grant.RoleId)} · {grant.Scope}</li>");
        body.AddLine($"</ul></section>");
    }

    private static void Checks(Html.Builder body, ShownAudit audit)
    {
        body.Add(
            $"<details><summary>All {audit.Result.Checks.Count} checks</summary><table><thead><tr><th>check</th><th>state</th><th>findings</th><th>controls</th></tr></thead><tbody>");
        // Said once: why some do not apply.
        var why = audit.Result.Checks.FirstOrDefault(one => one.State == CheckState.NotApplicable)?.Why;
        foreach (var result in audit.Result.Checks)
        {
            var check = AccessChecks.All.First(one => one.Id == result.Id);
            body.Add(
                $"<tr><td>{check.Title} <span class=\"small\">{check.Id}</span></td><td>{StateOf(result.State)}{(result.Why.Length > 0 && result.State != CheckState.NotApplicable ? $": {result.Why}" : "")}</td><td>{result.Findings.Count}</td><td>{string.Join("; ", Frameworks.Of(check.Id))}</td></tr>");
        }
        body.AddLine($"</tbody></table>{(why is null ? "" : $"What does not apply: {why}.")}</details>");
    }

    private static string StateOf(CheckState state) => state switch
    {
        CheckState.Clear => "nothing found",
        CheckState.Found => "found",
        CheckState.Unknown => "unknown in part",
        _ => "does not apply",
    };

    private static async Task RightsAsync(TextWriter page, ShownAudit audit)
    {
        var rows = audit.Facts.Grants.OrderByDescending(grant => Reach(audit, grant)).ThenBy(grant => grant.Key, StringComparer.Ordinal)
            .ToList();
        await page.WriteAsync(
            Html.Of(
                $"<h2>Who can do what</h2><p class=\"small\">Search by name, role or place, then open a row: since when, why, and who said so.</p>\n"));
        using var table = new PagedTable(page, "rights", Columns, ReachColumn);
        await table.BeginAsync(
            rows.Count, rows.Take(PagedTable.RowsPerPage).Select(grant => Row(audit, grant)),
            Html.Of($"All of it is in <code>{audit.Run.RunId}.csv</code>, beside this page."));
        foreach (var grant in rows)
            await table.AddAsync(Row(
                audit, grant), audit.NameOf(grant.PrincipalId), audit.NameOf(grant.RoleId), grant.Scope, grant.Kind.ToString(),
                $"{grant.CreatedOn?.UtcDateTime:yyyy-MM-dd}", audit.NameOf(grant.CreatedBy), Reach(audit, grant), grant.PrincipalId);
        await table.EndAsync();
    }

    // Owner-like first, then what writes everything, the higher up the further.
    private static int Reach(ShownAudit audit, Grant grant) =>
        (audit.Index.Roles.IsOwnerLike(grant.RoleId, grant.Condition)
            ? 200
            : audit.Index.Roles.IsPrivileged(grant.RoleId, grant.Condition)
            ? 100
            : 0)
        + (ScopeTree.IsWide(grant.Scope) ? 50 : 0) - grant.Scope.Count(letter => letter == '/');

    private static Html Row(ShownAudit audit, Grant grant)
    {
        var people = audit.Index.Group(grant.PrincipalId) is null
            ? []
            : audit.Index.PeopleOf(grant.PrincipalId).Select(audit.NameOf).Order(StringComparer.OrdinalIgnoreCase).ToList();
        var row = new Html.Builder()
            .Add(
                $"""<tbody><tr><td><b title="{grant.PrincipalId}">{audit.NameOf(grant.PrincipalId)}</b><br><span class="small">{grant.PrincipalType}</span></td>""")
            .Add(
                $"""<td data-label="Role">{audit.NameOf(grant.RoleId)}</td><td data-label="Where" class="id">{grant.Scope}</td><td data-label="Kind">{grant.Kind}</td>""")
            .Add(
                $"""<td data-label="Since">{grant.CreatedOn?.UtcDateTime:yyyy-MM-dd}</td><td data-label="Granted by">{audit.NameOf(grant.CreatedBy)}</td></tr>""")
            .Add(
                $"""<tr class="more"><td colspan="6"><details><summary>{(people.Count > 0 ? $"{people.Count} people" : "more")}</summary><div class="facts">""")
            .Add($"<p class=\"id\">{grant.Id}</p>");
        if (people.Count > 0)
            row.Add($"<p>Through the group: {string.Join(", ", people.Take(100))}{(people.Count > 100 ? " and more" : "")}</p>");
        if (grant.Condition is { } condition)
            row.Add($"<p>Condition: <code>{Words.OneLine(condition)}</code></p>");
        if (grant.EndsOn is { } end)
            row.Add($"<p>Ends {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC</p>");
        return row.Add($"</div></details></td></tr></tbody>").Build();
    }

    private static void Delays(Html.Builder body, IReadOnlyList<string> blind)
    {
        body.Add($"<section><h2>How soon a grant is seen</h2><table><thead><tr><th>where it is made</th><th>seen</th></tr></thead><tbody>");
        foreach (var (where, seen) in ShownAudit.Delays)
            body.Add($"<tr><td>{where}</td><td>{seen}</td></tr>");
        body.Add($"</tbody></table>");
        if (blind.Count > 0)
        {
            body.Add($"<p>At its last look the watch could not read, so that grants there are seen later:</p><ul>");
            foreach (var problem in blind)
                body.Add($"<li>{problem}</li>");
            body.Add($"</ul>");
        }
        body.AddLine($"</section>");
    }
}
