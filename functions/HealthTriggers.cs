using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace OpsFunctions.Functions;

/// <summary>Says that the app runs; open to all, and tells nothing else.</summary>
public sealed class HealthTriggers
{
    [Function(nameof(Health))]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        Results.Ok(new { status = "running" });
}
