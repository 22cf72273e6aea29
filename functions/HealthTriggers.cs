using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Functions.Http;

namespace OpsFunctions.Functions;

/// <summary>Says that the app runs, and how many messages it could not take; open to all, and tells nothing else.</summary>
public sealed class HealthTriggers(PoisonCount poison)
{
    /// <summary><c>poison</c> is null where the queue cannot be read.</summary>
    [Function(nameof(Health))]
    [LetsEverybody]
    public async Task<IResult> Health(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken ct) =>
        Results.Ok(new { status = "running", poison = await poison.ReadAsync(ct) });
}
