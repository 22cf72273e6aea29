using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// A function that fails answers 500: the worker's web server is not told of the failure and would send 200. One whose caller has gone
/// away has nobody to answer, and has not failed.
/// </summary>
internal sealed class FailureMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch when (context.GetHttpContext() is { RequestAborted.IsCancellationRequested: true })
        {
            // Nobody is there any more.
        }
        catch when (context.GetHttpContext() is { Response.HasStarted: false } http)
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            throw;
        }
    }
}
