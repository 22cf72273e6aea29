using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace OpsFunctions.FunctionsHost.Http;

/// <summary>
/// Answers a request with a function: the invocation goes over the worker protocol, the request itself to the worker's web server, and the
/// worker joins the two by the invocation's id.
/// </summary>
/// <param name="invoker">Has the worker.</param>
/// <param name="longestBody">Bytes of a request.</param>
/// <param name="log">Learns why a function failed; the caller does not.</param>
/// <param name="aborted">Cancelled when the host stops at once.</param>
internal sealed class HttpInvocations(
    Invoker invoker,
    long longestBody,
    ILogger<HttpInvocations> log,
    CancellationToken aborted)
{
    // A drill's answer may take its time; the function's own limit ends it.
    private static readonly ForwarderRequestConfig Unlimited = new()
    {
        ActivityTimeout = TimeSpan.FromDays(1),
        AllowResponseBuffering = false,
    };

    public async Task HandleAsync(FunctionInfo function, HttpContext context, IHttpForwarder forwarder)
    {
        if (context.Request.ContentLength > longestBody)
        {
            await HostProblem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, aborted);
        var body = new WatchedBody(context.Request.Body, either);
        context.Request.Body = body;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
        try
        {
            // Invocation and request go to one and the same worker.
            var worker = await invoker.WorkerAsync(over.Token);
            var request = Request(function, context);
            var invoked = invoker.OnceAsync(worker, function, request, over.Token);
            var answer = new AnswerOnceItIsKnown(request.InvocationId, invoked);
            var error = await forwarder.SendAsync(
                context, worker.Channel.HttpUri!.ToString(), worker.Http, Unlimited, answer, either.Token);
            if (error != ForwarderError.None)
            {
                // The invocation would wait for a request that never comes.
                await over.CancelAsync();
            }

            if (body.Failure is { } broken && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                // The worker waits 15 seconds for a request that never came; the caller need not.
                await HostProblem.WriteAsync(context, StatusOf(broken));
                return;
            }

            await ConcludeAsync(function, context, await invoked, error, body.Failure);
        }
        catch (WorkerGoneException)
        {
            await HostProblem.WriteAsync(context, StatusCodes.Status502BadGateway);
            HostLog.FunctionFailed(log, function.Name, "its worker died before it answered");
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            var status = body.Failure is { } unread ? StatusOf(unread) : StatusCodes.Status503ServiceUnavailable;
            await HostProblem.WriteAsync(context, status);
        }
    }

    private static InvocationRequest Request(FunctionInfo function, HttpContext context)
    {
        var request = Invocations.Of(function, new TypedData { Http = new RpcHttp() });
        foreach (var (name, value) in Data(context))
        {
            request.TriggerMetadata[name] = new TypedData { String = value };
        }

        return request;
    }

    private static IEnumerable<KeyValuePair<string, string>> Data(HttpContext context)
    {
        foreach (var (name, value) in context.Request.Query)
        {
            yield return new(name, value.ToString());
        }

        foreach (var (name, value) in context.Request.RouteValues)
        {
            yield return new(name, value?.ToString() ?? string.Empty);
        }
    }

    private async Task ConcludeAsync(
        FunctionInfo function, HttpContext context, InvocationResponse response, ForwarderError error, Exception? unread)
    {
        var broken = error == ForwarderError.None ? null : context.GetForwarderErrorFeature()?.Exception;
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more, and nothing is wrong here.
            HostLog.CallerGone(log, function.Name);
        }
        else if (unread is not null && !(response.Succeeded() && context.Response.HasStarted))
        {
            // A body that turns out to be beyond the limit, or broken: the function failed for want of it.
            await HostProblem.WriteAsync(context, StatusOf(unread));
        }
        else if (!response.Succeeded())
        {
            HostLog.FunctionFailed(log, function.Name, response.Failure());
            await HostProblem.WriteAsync(context, StatusCodes.Status500InternalServerError);
        }
        else if (broken is not null && !(context.Response.HasStarted && IsOfRequest(error)))
        {
            HostLog.FunctionFailed(log, function.Name, $"its answer could not be passed on: {broken.Message}");
            await HostProblem.WriteAsync(context, StatusCodes.Status502BadGateway);
        }
    }

    // Kestrel calls a chunk's size that no number holds a broken connection.
    private static int StatusOf(Exception unread) => (unread as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;

    // An answer that came before the body was read: the rest of the body is broken off, not the answer.
    private static bool IsOfRequest(ForwarderError error) =>
        error is ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination;
}
