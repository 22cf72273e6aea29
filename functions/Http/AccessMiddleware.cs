using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Lets in HTTP calls with one of the app's own keys, and nobody else; the health check is open. Functions are anonymous to
/// the host because code cannot see the host's keys.
/// </summary>
public sealed class AccessMiddleware(AccessKeys keys) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        if (http is null || context.FunctionDefinition.Name == nameof(HealthTriggers.Health) || keys.Accepts(http.Request.Headers[AccessKeys.Header]))
        {
            await next(context);
            return;
        }

        await Refusal.Of(
            StatusCodes.Status401Unauthorized, "No valid key",
            $"Send one of the app's keys in the header {AccessKeys.Header}. «serve» prints one at its start; in Azure the setting Ops__KeyHashes holds their SHA-256.").ExecuteAsync(http);
    }
}
