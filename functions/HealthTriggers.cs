using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Refusing;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Remediation.Intake;

namespace OpsFunctions.Functions;

/// <summary>
/// Says that the app runs, how many messages it could not take, how many senders of alerts it refused and what a deployment left to people
/// that is not set yet; open to all, and tells nothing else.
/// </summary>
public sealed class HealthTriggers(
    PoisonCount<EventPoison> events, PoisonCount<AlertPoison> alerts, RefusedSenders refused, MissingParts missing)
{
    /// <summary>
    /// <c>poison</c> of events and <c>alertPoison</c> are null where the queue cannot be read; <c>refusedSenders</c> counts from the
    /// start of this instance on.
    /// </summary>
    [Function(nameof(Health))]
    [LetsEverybody]
    public async Task<IResult> Health(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken ct) =>
        Results.Ok(new
        {
            status = "running", poison = await events.ReadAsync(ct), alertPoison = await alerts.ReadAsync(ct),
                refusedSenders = refused.Count, missing = missing.All,
        });
}
