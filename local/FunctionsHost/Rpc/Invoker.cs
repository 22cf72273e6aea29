using Microsoft.Extensions.Logging;

namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>Has the app's worker run functions; waits where it is about to be replaced.</summary>
internal sealed class Invoker(TimeProvider time, TimeSpan limit, ILogger<Invoker> log)
{
    // Time a function gets to obey its token once its time is over.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource<AttachedWorker> _worker = Source();

    /// <summary>Called with the function that ignores the end of its time: only an end of its worker ends it.</summary>
    public Action<string>? OnStuck { get; set; }

    /// <summary>Called before each invocation: adds what a function's bindings ask for beside its trigger.</summary>
    public Action<FunctionInfo, InvocationRequest>? Bind { get; set; }

    public void Attach(AttachedWorker worker)
    {
        lock (_gate)
        {
            _worker = _worker.Task.IsCompleted ? Source() : _worker;
            _worker.SetResult(worker);
        }
    }

    /// <summary>From now on invocations wait for the next worker.</summary>
    public void Detach(WorkerChannel channel)
    {
        lock (_gate)
        {
            if (_worker.Task.IsCompletedSuccessfully && _worker.Task.Result.Channel == channel)
            {
                _worker = Source();
            }
        }
    }

    /// <summary>Runs a function until a worker has answered, so it may run more than once. Null: the app has no such function.</summary>
    public async Task<InvocationResponse?> RepeatAsync(
        Func<FunctionTable, FunctionInfo?> find, Func<FunctionInfo, InvocationRequest> make, bool isLimited, CancellationToken abort)
    {
        while (true)
        {
            var worker = await WorkerAsync(abort);
            if (find(worker.Functions) is not { } function)
            {
                return null;
            }

            try
            {
                return await RunAsync(worker.Channel, function, make(function), isLimited, abort);
            }
            catch (WorkerGoneException)
            {
                Detach(worker.Channel);
            }
        }
    }

    /// <summary>Runs a function once, on this worker.</summary>
    /// <exception cref="WorkerGoneException">The worker died before it answered.</exception>
    public Task<InvocationResponse> OnceAsync(
        AttachedWorker worker, FunctionInfo function, InvocationRequest request, CancellationToken cancel) =>
        RunAsync(worker.Channel, function, request, isLimited: true, cancel);

    /// <summary>The worker that is there, or the next one.</summary>
    public Task<AttachedWorker> WorkerAsync(CancellationToken abort)
    {
        lock (_gate)
        {
            return _worker.Task.WaitAsync(abort);
        }
    }

    private static TaskCompletionSource<AttachedWorker> Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<InvocationResponse> RunAsync(
        WorkerChannel channel, FunctionInfo function, InvocationRequest request, bool isLimited, CancellationToken cancel)
    {
        Bind?.Invoke(function, request);
        var invoked = channel.InvokeAsync(request);
        await using var registered = cancel.Register(() => channel.Cancel(request.InvocationId));
        if (!isLimited)
        {
            return await invoked;
        }

        try
        {
            return await invoked.WaitAsync(limit, time, CancellationToken.None);
        }
        catch (TimeoutException) when (!invoked.IsCompleted)
        {
            channel.Cancel(request.InvocationId);
            if (!await EndsAsync(invoked))
            {
                HostLog.FunctionIgnoresTimeout(log, function.Name, LastWords);
                OnStuck?.Invoke(function.Name);
            }

            var failure = new RpcException
            {
                Message = $"System.TimeoutException: Timeout value of {limit} exceeded by function '{function.Name}'.",
            };
            return new InvocationResponse { Result = new StatusResult { Status = StatusResult.Types.Status.Failure, Exception = failure } };
        }
    }

    // Until it has ended its place stays taken and simulated time stands still.
    private async Task<bool> EndsAsync(Task invoked)
    {
        try
        {
            await invoked.WaitAsync(LastWords, time);
        }
        catch (TimeoutException) when (!invoked.IsCompleted)
        {
            return false;
        }
        catch (WorkerGoneException)
        {
            // It has ended with its worker.
        }

        return true;
    }
}

/// <summary>A worker that is ready.</summary>
/// <param name="Channel">The worker protocol with it.</param>
/// <param name="Functions">The app's functions.</param>
/// <param name="Http">The way to its own web server.</param>
internal sealed record AttachedWorker(WorkerChannel Channel, FunctionTable Functions, HttpMessageInvoker Http);
