using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Host;

/// <summary>Answers requests with HTTP functions.</summary>
internal sealed class HttpFunctions(Invoker invoker, ILogger<HttpFunctions> log)
{
    public async Task HandleAsync(FunctionEntry entry, HttpContext http)
    {
        // ASP.NET Core types resolve from the app's services, in the scope of the invocation.
        var listener = http.RequestServices;
        try
        {
            await invoker.InvokeAsync(entry, Trigger(entry, http), http.RequestAborted, async (context, run) =>
            {
                http.RequestServices = context.InstanceServices;
                context.Items[InvocationKeys.HttpContext] = http;
                await run();
                await WriteAsync(http, context.Result.Value);
            });
        }
        catch (ArgumentBindingException e)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(http, e.StatusCode, e.Message);
        }
#pragma warning disable CA1031 // The one catch at the edge: the caller learns that it failed, the log learns why.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HostLog.FunctionFailed(log, e, entry.Name);
            await RefuseAsync(http, StatusCodes.Status500InternalServerError, null);
        }
        finally
        {
            http.RequestServices = listener;
        }
    }

    private static TriggerData Trigger(FunctionEntry entry, HttpContext http)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.Query)
        {
            data[name] = value.ToString();
        }

        foreach (var (name, value) in http.Request.RouteValues)
        {
            data[name] = value;
        }

        return new TriggerData(
            type => type.IsInstanceOfType(http.Request) ? http.Request
                : type.IsInstanceOfType(http) ? http
                : throw new InvalidOperationException($"Function '{entry.Name}' binds its HTTP trigger to {type.Name}; HttpRequest is what is offered."),
            data);
    }

    private static async Task WriteAsync(HttpContext http, object? result)
    {
        switch (result)
        {
            case IResult typed:
                await typed.ExecuteAsync(http);
                break;
            case IActionResult action:
                await action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
            case string text:
                await http.Response.WriteAsync(text, http.RequestAborted);
                break;
            case null when !http.Response.HasStarted && http.Response is { StatusCode: StatusCodes.Status200OK, ContentLength: null }:
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case not null:
                await http.Response.WriteAsJsonAsync(result, result.GetType(), http.RequestAborted);
                break;
        }
    }

    private static async Task RefuseAsync(HttpContext http, int status, string? text)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(text ?? string.Empty);
        }
    }
}
