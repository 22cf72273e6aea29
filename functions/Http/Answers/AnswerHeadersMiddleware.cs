using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace OpsFunctions.Functions.Http.Answers;

/// <summary>Sets what every answer tells a browser, in the app itself: so it holds on every host.</summary>
internal sealed class AnswerHeadersMiddleware : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
            AnswerHeaders.Set(http.Response);
        return next(context);
    }
}
