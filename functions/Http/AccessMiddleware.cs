using System.Net.Http.Headers;
using System.Text;
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
        if (http is null ? !IsHttp(context) : IsOpen(context) || keys.Accepts(KeyOf(http.Request)))
        {
            await next(context);
            return;
        }

        if (http is null)
            throw new InvalidOperationException($"{context.FunctionDefinition.Name} is called over HTTP, but its request is not to be had; nobody comes in unseen");

        // A browser asks for name and password then; the key is the password.
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"OpsFunctions\", charset=\"UTF-8\"";
        await Refusal.Of(
            StatusCodes.Status401Unauthorized, "No valid key",
            $"Send one of the app's keys in the header {AccessKeys.Header}. «serve» prints one at its start; in Azure the setting Ops__KeyHashes holds their SHA-256.").ExecuteAsync(http);
    }

    private static bool IsOpen(FunctionContext context) => context.FunctionDefinition.Name == nameof(HealthTriggers.Health);

    private static bool IsHttp(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type.Equals("httpTrigger", StringComparison.OrdinalIgnoreCase));

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers[AccessKeys.Header].ToString() is { Length: > 0 } key)
            return key;
        // A browser sends what it remembers with any page's form; so a password only reads.
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return null;
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var basic)
            || !string.Equals(basic.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || basic.Parameter is null)
            return null;
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(basic.Parameter));
            return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
