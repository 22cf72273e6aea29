using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Reports;
using static System.FormattableString;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Incidents;

/// <summary>An incident for people: how it stands, how long what took, and what happened in order.</summary>
public static class IncidentPage
{
    /// <summary>The whole page.</summary>
    public static string Of(Incident one)
    {
        var body = Begin($"Incident on {(one.Resource.Length == 0 ? "nothing that is known" : ArmId.NameOf(one.Resource))}", one.Id);
        body.Add($"""<div class="cards">""");
        Card(body, one.State.ToString(), "state", one.State is IncidentState.Verified or IncidentState.Over
            ? "save"
            : one.State is IncidentState.Escalated
            ? "bad"
            : "");
        Card(body, one.Severity, "severity");
        Card(body, Minutes(one.FiredAt, one.AcknowledgedAt), "to acknowledge");
        Card(body, Minutes(one.FiredAt, one.ActedAt), "to act");
        Card(body, Minutes(one.FiredAt, one.RecoveredAt), "to recover");
        body.AddLine($"</div>");
        body.AddLine($"<p>{one.Reason}</p>");
        body.Add($"<p>Alert rule {one.Rule}, by {one.Source}, fired {one.FiredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        body.AddLine(
            $"{(one.EndedAt is { } end ? Invariant($"; ended {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "; not ended yet")}.</p>");
        body.AddLine($"""<p class="id">{one.Resource}</p>""");
        body.Add(
            $"<section><h2>What happened</h2><table><thead><tr><th>UTC</th><th>what</th><th>outcome</th><th></th></tr></thead><tbody>");
        foreach (var entry in one.Timeline)
            body.Add(
                $"<tr><td>{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}</td><td>{entry.What}</td><td>{entry.Outcome}</td><td>{entry.Words}</td></tr>");
        body.AddLine($"</tbody></table></section>");
        if (one.Evidence is { } evidence)
            body.AddLine($"""<p class="small">Evidence: {evidence}</p>""");
        body.Add($"""<p class="small">The same for programs: GET /api/incidents/{one.Id}</p>""");
        return body.Build() + Tail.ToString();
    }

    private static string Minutes(DateTimeOffset from, DateTimeOffset? to) =>
        to is { } end ? Invariant($"{(end - from).TotalMinutes:0.#} min") : "never";
}
