using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Answers;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions.Alerts;

/// <summary>Shows incidents and what would become of an alert, and looks for alerts that never came.</summary>
public sealed class IncidentTriggers(IncidentStore incidents, RuleTrial trial, RemediationOptions options, TimeProvider time)
{
    private const int MostShown = 200;

    /// <summary>Alerts that no delivery brought, once each five minutes.</summary>
    [Function(nameof(ReconcileAlertsTimer))]
    public Task ReconcileAlertsTimer(
        [TimerTrigger("%Remediation:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        options.Mode == Mode.Off || options.ActionGroups.Count + options.ListedRules.Count == 0
            ? Task.CompletedTask
            : client.StartOnceAsync(
            nameof(ReconcileAlertsOrchestrator), RunIds.OfMinute(ReconcileAlertsOrchestrator.Prefix, time.GetUtcNow()), input: null, ct);

    /// <summary>The newest 200; <c>?open=true</c>: only those that are being handled.</summary>
    [Function(nameof(ListIncidents))]
    [Lets(Role.Reader)]
    public async Task<IResult> ListIncidents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "incidents")] HttpRequest request, CancellationToken ct)
    {
        var isOpen = string.Equals(request.Query["open"].ToString(), "true", StringComparison.OrdinalIgnoreCase);
        var outcome = await Outcome.OfAsync("incidents", () => isOpen ? incidents.OpenAsync(ct) : incidents.NewestAsync(MostShown, ct), ct);
        if (outcome.Value is not { } all)
            return Refusal.OfState(outcome);
        var shown = all.Documents.OrderByDescending(one => one.ReceivedAt).ThenBy(one => one.Id, StringComparer.Ordinal).Take(MostShown);
        return Results.Ok(new
        {
            incidents = shown.Select(one => new
            {
                one.Id, one.Resource, one.Rule, one.Severity, one.State, one.Reason, one.FiredAt, one.ActedAt, one.RecoveredAt, one.EndedAt
            }),
            damaged = all.Damaged.Select(one => one.Name),
        });
    }

    /// <summary>One with its timeline; <c>.html</c> behind the id: as a page.</summary>
    [Function(nameof(GetIncident))]
    [Lets(Role.Reader)]
    public async Task<IResult> GetIncident(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "incidents/{id}")] HttpRequest request, string id, CancellationToken ct)
    {
        var isPage = id.EndsWith(".html", StringComparison.OrdinalIgnoreCase);
        var name = isPage ? id[..^".html".Length] : id;
        var outcome = RunStore.IsRunId(name)
            ? await Outcome.OfAsync("incident", () => incidents.FindAsync(name, ct), ct)
            : Outcome.Done<Incident?>(null);
        if (outcome.Kind != OutcomeKind.Done)
            return Refusal.OfState(outcome);
        if (outcome.Value is not { } incident)
            return Refusal.Of(StatusCodes.Status404NotFound, "No such incident", "GET /api/incidents lists them.");
        if (!isPage)
            return Results.Ok(incident);
        var page = PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(IncidentPage.Of(incident))));
        if (await ReportHashes.ReadAsync(page, ct) is { } hashes)
            AnswerHeaders.Allow(request.HttpContext.Response, hashes);
        return Results.Stream(page, "text/html; charset=utf-8");
    }

    /// <summary>Which rule an alert meets, what would be done and why not. Nothing is done, nothing is kept.</summary>
    [Function(nameof(TestAlert))]
    [Lets(Role.Operator)]
    [Takes(AlertQueue.MostBody)]
    public async Task<IResult> TestAlert(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "alerts/test")] HttpRequest request, CancellationToken ct)
    {
        var body = await BoundedBody.ReadAsync(request, AlertQueue.MostBody, ct);
        var reading = AlertReader.Read(Encoding.UTF8.GetString((body ?? default).Span));
        if (reading.Alerts.Count == 0)
            return Refusal.Of(
                StatusCodes.Status400BadRequest, "The body is no alert that the suite understands",
                $"{reading.Problem ?? "it has no alerts"}. Send what Azure Monitor (common alert schema), Alertmanager or Grafana sends.");
        var outcome = await Outcome.OfAsync("alert", () => trial.OfAsync(reading, ct), ct);
        return outcome.Value is { } found ? Results.Ok(found) : Refusal.OfState(outcome);
    }
}
