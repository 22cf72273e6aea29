using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OpsFunctions.FunctionsHost.Http;

/// <summary>What the host itself refuses, as problem details (RFC 9457); an app's own answers are passed on as they are.</summary>
internal static class HostProblem
{
    public static async Task WriteAsync(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.Headers.Allow = allow;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        if (HttpMethods.IsHead(context.Request.Method) || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var (title, detail) = Words(status);
        var problem = JsonSerializer.SerializeToUtf8Bytes(new { type = "about:blank", title, status, detail });
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = problem.Length;
        await context.Response.Body.WriteAsync(problem, context.RequestAborted);
    }

    private static (string Title, string Detail) Words(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ("The request is broken", "Its body is not what its head announces; send it again whole."),
        StatusCodes.Status404NotFound => (
            "There is no such function",
            "See the path and its spelling; the functions are below the host's route prefix, /api by default."),
        StatusCodes.Status405MethodNotAllowed => ("The function does not take this method", "The header Allow names those it takes."),
        StatusCodes.Status413PayloadTooLarge => (
            "The body is too large", "Send less; the host's limit stands above the app's own. The connection is closed."),
        StatusCodes.Status421MisdirectedRequest => (
            "The host answers by the names of this machine only",
            "Call it as localhost, 127.0.0.1 or [::1]: under another name a page from elsewhere could reach it."),
        StatusCodes.Status502BadGateway => (
            "The app died before it answered", "Another worker is started; see whether it was done before you send it again."),
        StatusCodes.Status503ServiceUnavailable => ("The host stops, or the app does not answer", "Send it again in a moment."),
        _ => ("The function failed", "The host's log says why."),
    };
}
