using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Workers;

/// <summary>Keeps one worker running: starts it, starts it again where it dies, and gives up where it keeps dying.</summary>
internal sealed class WorkerKeeper(
    IWorkerLauncher launcher, TimeSpan startLimit, ExpectedWorkers expected, Invoker invoker, ILoggerFactory loggers)
    : IAsyncDisposable
{
    // As the official host: a worker that dies so often in so short a time will die again.
    private const int MostDeaths = 4;
    private static readonly TimeSpan DeathsCountFor = TimeSpan.FromMinutes(5);

    private readonly ILogger _log = loggers.CreateLogger<WorkerKeeper>();
    private readonly TaskCompletionSource<string> _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<long> _deaths = new();
    private WorkerChannel? _channel;
    private IWorker? _worker;
    private FunctionTable? _functions;
    private Task _watch = Task.CompletedTask;
    private bool _isStopping;

    public Task<string> Fault => _fault.Task;

    public void Fail(string reason)
    {
        if (_fault.TrySetResult(reason))
        {
            HostLog.Stops(_log, reason);
        }
    }

    /// <summary>Ends the worker, for another to take its place.</summary>
    public void End(string reason)
    {
        if (_worker?.Kill() != true)
        {
            Fail($"{reason}, and its worker runs in this process");
        }
    }

    public async Task<FunctionTable> StartAsync(Uri endpoint, CancellationToken cancellation)
    {
        try
        {
            _functions = await LaunchAsync(endpoint, cancellation);
        }
        catch (WorkerDiedException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }

        _watch = WatchAsync(endpoint);
        return _functions;
    }

    public async Task StopAsync()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        await _stop.CancelAsync();
        await _watch;
        if (_worker is not null)
        {
            _channel!.Terminate();
            await _worker.DisposeAsync();
            _channel.Close();
            await _channel.Closed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _channel?.Dispose();
        _stop.Dispose();
    }

    private async Task<FunctionTable> LaunchAsync(Uri endpoint, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        patience.CancelAfter(startLimit);
        var id = Guid.NewGuid().ToString("N");
        var log = loggers.CreateLogger("worker");
        _channel?.Dispose();
        _channel = new WorkerChannel(line => HostLog.WorkerLogs(log, (LogLevel)line.Level, line.Category, line.Message));
        expected.Add(id, _channel);
        _worker = await launcher.LaunchAsync(endpoint, id, patience.Token);
        try
        {
            var ready = ReadyAsync(_channel, _worker, patience.Token);
            if (await Task.WhenAny(ready, _worker.Ended) != ready)
            {
                await patience.CancelAsync();
                expected.Take(id);
                throw new WorkerDiedException(await _worker.Ended);
            }

            var functions = await ready;
            invoker.Attach(new AttachedWorker(_channel, functions, _worker.Http));
            return functions;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            _worker.Kill();
            throw new InvalidOperationException(
                $"The worker in '{launcher.AppDirectory}' did not {_channel.Step} within {startLimit.TotalSeconds:0} s. "
                + "Start it by itself to see what it waits for.",
                e);
        }
    }

    private async Task<FunctionTable> ReadyAsync(WorkerChannel channel, IWorker worker, CancellationToken patience)
    {
        var functions = await channel.StartAsync(launcher.AppDirectory, patience);
        await worker.ListeningAsync(channel.HttpUri, patience);
        return functions;
    }

    private async Task WatchAsync(Uri endpoint)
    {
        try
        {
            while (true)
            {
                await _channel!.Closed.WaitAsync(_stop.Token);
                invoker.Detach(_channel);
                // A stream that broke leaves a worker that nobody hears.
                _worker!.Kill();
                var how = await _worker.Ended.WaitAsync(_stop.Token);
                if (await StartAgainAsync(endpoint, how) is not { } functions)
                {
                    return;
                }

                if (!IsSameApp(functions))
                {
                    Fail($"the app in '{launcher.AppDirectory}' has other functions than before: start the host again to use them");
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops.
        }
#pragma warning disable CA1031 // Whatever keeps the worker from starting again: nobody waits for ever for one that does not come.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail($"the worker could not be started again: {e.Message}");
        }
    }

    // One that dies while it starts has died like any other. Null: they died too often.
    private async Task<FunctionTable?> StartAgainAsync(Uri endpoint, string how)
    {
        while (!IsHopeless())
        {
            HostLog.WorkerDied(_log, how);
            await _worker!.DisposeAsync();
            try
            {
                return await LaunchAsync(endpoint, _stop.Token);
            }
            catch (WorkerDiedException e)
            {
                how = e.How;
            }
        }

        Fail($"the worker died {MostDeaths} times within {DeathsCountFor.TotalMinutes:0} minutes, at last with {how}");
        return null;
    }

    private bool IsHopeless()
    {
        var now = TimeProvider.System.GetTimestamp();
        _deaths.Enqueue(now);
        while (TimeProvider.System.GetElapsedTime(_deaths.Peek(), now) > DeathsCountFor)
        {
            _deaths.Dequeue();
        }

        return _deaths.Count >= MostDeaths;
    }

    private bool IsSameApp(FunctionTable functions) =>
        functions.All.Select(f => f.Name).SequenceEqual(_functions!.All.Select(f => f.Name), StringComparer.Ordinal);
}

/// <summary>The worker ended, in that way, before it was ready.</summary>
internal sealed class WorkerDiedException(string how) : Exception($"The worker ended before it was ready ({how}).")
{
    public string How => how;
}
