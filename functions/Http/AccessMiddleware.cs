using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using OpsFunctions.Functions.Http.Refusing;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Lets in HTTP calls of those who have a role that the function lets in (<see cref="LetsAttribute"/>), and nobody else. Functions are
/// anonymous to the host because code cannot see the host's keys.
/// </summary>
internal sealed class AccessMiddleware(
    Callers callers, Signatures signatures, RefusedSenders refused, AzureSettings settings) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        if (http is null && IsHttp(context))
            throw new InvalidOperationException(
                $"{context.FunctionDefinition.Name} is called over HTTP, but its request is not to be had; nobody comes in unseen");
        var endpoint = http is null ? null : Endpoints.Find(context.FunctionDefinition.Name, http.Request);
        if (http is null || await DenialAsync(endpoint, http) is not { } denial)
        {
            await next(context);
            return;
        }
        if (endpoint is { TakesAlerts: true })
            await refused.NoteAsync(denial, http.RequestAborted);
        await denial.TellAsync(http);
    }

    private static bool IsHttp(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type.Equals(
            "httpTrigger", StringComparison.OrdinalIgnoreCase));

    private async Task<Denial?> DenialAsync(Endpoint? endpoint, HttpContext http)
    {
        if (endpoint is null)
            return Denials.NotListed;
        if (endpoint.IsOpen)
            return null;
        var (caller, denial, once) = await callers.IdentifyAsync(http.Request, endpoint);
        if (caller is null)
            return denial ?? Denials.NoKey;
        if (!endpoint.LetsIn(caller))
            return Denials.RoleMissing(caller, endpoint);
        var most = Math.Min(settings.MaxBodyBytes, endpoint.MostBody);
        if (await BoundedBody.ReadAsync(http.Request, most, http.RequestAborted) is null)
            return most < settings.MaxBodyBytes ? Denials.TooLargeHere(most) : Denials.TooLarge(most);
        // Last of all: a refused request writes nothing.
        if (once is not null && await signatures.SpendAsync(once, endpoint.IsNeverLimited, http.RequestAborted) is { } spent)
            return spent;
        http.User = caller.ToPrincipal();
        return null;
    }
}
