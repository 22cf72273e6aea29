using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Answers;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions;

/// <summary>Takes what Event Grid delivers to the queue, and shows and puts back what could not be taken.</summary>
public sealed class EventTriggers(EventIntake intake, EventPoison poison, PoisonCount<EventPoison> count, TimeProvider time)
{
    /// <summary>A text, not an event's type: what cannot be read has to reach code that says so.</summary>
    [Function(nameof(ReceiveEvents))]
    public Task ReceiveEvents([QueueTrigger(EventQueue.Name, Connection = QueueSettings.Section)] string message, CancellationToken ct) =>
        intake.TakeAsync(message, ct);

    /// <summary>At an hour when little else runs.</summary>
    [Function(nameof(ForgetEventsTimer))]
    public Task ForgetEventsTimer(
        [TimerTrigger("0 40 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        client.StartOnceAsync(
            nameof(ForgetEventsOrchestrator), ForgetEventsOrchestrator.InstanceOf(time.GetUtcNow()), input: null, ct);

    /// <summary>The first 32 messages that were put apart, each with the reason.</summary>
    [Function(nameof(ListPoison))]
    [Lets(Role.Operator)]
    public Task<IResult> ListPoison(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "events/poison")] HttpRequest request, CancellationToken ct) =>
        PoisonAnswers.ListAsync(poison, () => poison.PeekAsync(ct), ct);

    /// <summary>Puts them back to be taken again; sending it twice does no harm, since each event is taken once.</summary>
    [Function(nameof(ReplayPoison))]
    [Lets(Role.Operator)]
    public Task<IResult> ReplayPoison(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "events/poison/replay")] HttpRequest request, CancellationToken ct) =>
        PoisonAnswers.ReplayAsync(request, poison, count, ct);
}
