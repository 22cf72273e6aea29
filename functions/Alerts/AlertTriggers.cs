using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Answers;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Alerts;

/// <summary>Takes alerts, and shows and puts back what could not be taken.</summary>
public sealed class AlertTriggers(
    AlertInbox inbox, AlertIntake intake, AlertPoison poison, PoisonCount<AlertPoison> count, TimeProvider time)
{
    // Azure Monitor gives up after ten seconds, and comes again where it is told so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Keeps what is sent, in one message, and says so: whatever else may fail does not keep an alert out. What it says is read behind it.
    /// </summary>
    [Function(nameof(PostAlerts))]
    [Lets(Role.Alerts, Role.Operator)]
    [Takes(AlertQueue.MostBody)]
    public async Task<IResult> PostAlerts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "alerts")] HttpRequest request, CancellationToken ct)
    {
        // The middleware has bounded it.
        var body = await BoundedBody.ReadAsync(request, AlertQueue.MostBody, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var outcome = await Outcome.OfAsync(AlertQueue.Name, async () =>
        {
            await inbox.PutAsync(body ?? default, limit.Token);
            return true;
        }, ct);
        if (outcome.Kind == OutcomeKind.Done)
            return Results.Accepted();
        request.HttpContext.Response.Headers.RetryAfter = ((int)Again.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Refusal.OfState(outcome);
    }

    /// <summary>A text: what cannot be read has to reach code that says so.</summary>
    [Function(nameof(ReceiveAlerts))]
    public Task ReceiveAlerts(
        [QueueTrigger(AlertQueue.Name, Connection = QueueSettings.Section)] string message,
        [DurableClient] DurableTaskClient client, CancellationToken ct) => intake.TakeAsync(message, client, ct);

    /// <summary>At an hour when little else runs.</summary>
    [Function(nameof(ForgetAlertsTimer))]
    public Task ForgetAlertsTimer(
        [TimerTrigger("0 50 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        client.StartOnceAsync(
            nameof(ForgetAlertsOrchestrator), ForgetAlertsOrchestrator.InstanceOf(time.GetUtcNow()), input: null, ct);

    /// <summary>The first 32 messages that were put apart, each with the reason.</summary>
    [Function(nameof(ListAlertPoison))]
    [Lets(Role.Operator)]
    public Task<IResult> ListAlertPoison(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "alerts/poison")] HttpRequest request, CancellationToken ct) =>
        PoisonAnswers.ListAsync(poison, () => poison.PeekAsync(ct), ct);

    /// <summary>Puts them back to be taken again; sending it twice does no harm, since each alert begins one incident.</summary>
    [Function(nameof(ReplayAlertPoison))]
    [Lets(Role.Operator)]
    public Task<IResult> ReplayAlertPoison(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "alerts/poison/replay")] HttpRequest request, CancellationToken ct) =>
        PoisonAnswers.ReplayAsync(request, poison, count, ct);
}
