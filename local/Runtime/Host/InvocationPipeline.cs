using Microsoft.Azure.Functions.Worker.Middleware;

namespace OpsFunctions.Local.Host;

/// <summary>The app's middleware, in the order of registration.</summary>
internal sealed class InvocationPipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    public void Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => _middleware.Add(middleware);

    /// <summary>Everything around <paramref name="last"/>.</summary>
    public FunctionExecutionDelegate Around(FunctionExecutionDelegate last) =>
        Enumerable.Reverse(_middleware).Aggregate(last, (next, middleware) => middleware(next));
}
