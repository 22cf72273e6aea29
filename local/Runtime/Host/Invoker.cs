using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Host;

/// <summary>Runs functions: scope, middleware, binding, time-out.</summary>
internal sealed class Invoker : IDisposable
{
    // Time a function gets to obey its token once its time is over.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(30);

    private readonly IServiceProvider _services;
    private readonly ILogger _log;
    private readonly FunctionExecutionDelegate _run;
    private readonly ArgumentBinder _binder;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly WorkMeter _running = new();
    private readonly CancellationTokenSource _abort = new();

    public Invoker(IServiceProvider services, InvocationPipeline pipeline, ArgumentBinder binder, TimeProvider time, HostJson hostJson)
    {
        _services = services;
        _log = services.GetRequiredService<ILoggerFactory>().CreateLogger<Invoker>();
        _binder = binder;
        _time = time;
        _limit = hostJson.FunctionTimeout;
        _run = pipeline.Around(CallAsync);
    }

    /// <summary>A function that reacts to something outside; <paramref name="around"/> works in its scope before and after.</summary>
    public async Task<object?> InvokeAsync(
        FunctionEntry entry, TriggerData trigger, CancellationToken stop, Func<LocalFunctionContext, Func<Task>, Task>? around = null)
    {
        _running.Enter();
        try
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
            await using var scope = _services.CreateAsyncScope();
            var context = new LocalFunctionContext(entry, trigger, scope.ServiceProvider, source.Token);
            await (around is null ? LimitedAsync(context, source) : around(context, () => LimitedAsync(context, source)));
            return context.Result.Value;
        }
        finally
        {
            _running.Leave();
        }
    }

    /// <summary>An orchestrator's turn. It may never end, so it owns no scope, and it is no matter of minutes.</summary>
    public async Task<object?> InvokeOrchestratorAsync(FunctionEntry entry, TriggerData trigger)
    {
        var context = new LocalFunctionContext(entry, trigger, _services, CancellationToken.None);
        await _run(context);
        return context.Result.Value;
    }

    /// <summary>Completes when nothing runs any more; what runs is told to stop when the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        try
        {
            await _running.WhenIdleAsync(hurry);
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
        }
    }

    public void Dispose() => _abort.Dispose();

    private async Task LimitedAsync(LocalFunctionContext context, CancellationTokenSource source)
    {
        using var expired = new CancellationTokenSource(_limit, _time);
        var run = _run(context);
        try
        {
            await run.WaitAsync(expired.Token);
        }
        catch (OperationCanceledException e) when (expired.IsCancellationRequested && !run.IsCompleted)
        {
            await source.CancelAsync();
            if (!await EndsAsync(run))
            {
                // It goes on although its caller was told that it failed: only an end of the process ends it, as officially.
                HostLog.FunctionIgnoresTimeout(_log, context.Entry.Name, LastWords);
                _services.GetService<IHostApplicationLifetime>()?.StopApplication();
            }

            throw new TimeoutException($"Timeout value of {_limit} exceeded by function '{context.Entry.Name}'.", e);
        }
    }

    // Until it has ended, its scope stays, its place stays taken and simulated time stands still.
    private async Task<bool> EndsAsync(Task run)
    {
        try
        {
            await run.WaitAsync(LastWords, _time);
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            return false;
        }
#pragma warning disable CA1031 // Its time is over; how it ended no longer matters.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        return true;
    }

    private async Task CallAsync(FunctionContext functionContext)
    {
        var context = (LocalFunctionContext)functionContext;
        var method = context.Entry.Method;
        var target = method.IsStatic ? null : ActivatorUtilities.GetServiceOrCreateInstance(context.InstanceServices, method.DeclaringType!);
        context.Result.Value = await context.Entry.InvokeAsync(target, _binder.Bind(context));
    }
}
