using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Hub;

/// <summary>Runs activities, so many at a time, in the order of asking.</summary>
internal sealed class ActivityPump(HubServices services, Action<Message> report) : IDisposable
{
    // Real time that aborted activities get to end before what they use is disposed of.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly ILogger _log = services.Loggers.CreateLogger<ActivityPump>();
    private readonly Lock _gate = new();
    private readonly Queue<ActivityWork> _waiting = [];
    private readonly CancellationTokenSource _abort = new();
    private TaskCompletionSource? _drained;
    private int _running;

    public void Enqueue(ActivityWork work)
    {
        services.Meter.Enter();
        lock (_gate)
        {
            _waiting.Enqueue(work);
            StartWaiting();
        }
    }

    /// <summary>Starts no more and completes when those that run have ended; they are told to stop when the token is cancelled.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        Task drained;
        lock (_gate)
        {
            _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _running == 0 ? Task.CompletedTask : _drained.Task;
        }

        try
        {
            await drained.WaitAsync(hurry);
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
            await Task.WhenAny(drained, Task.Delay(LastWords, CancellationToken.None));
        }
    }

    public void Dispose() => _abort.Dispose();

    private void StartWaiting()
    {
        while (_drained is null && _running < services.MaxConcurrentActivities && _waiting.TryDequeue(out var work))
        {
            _running++;
            ThreadPool.UnsafeQueueUserWorkItem(w => _ = RunAsync(w), work, preferLocal: false);
        }
    }

    private async Task RunAsync(ActivityWork work)
    {
        var outcome = await ExecuteAsync(work);
        // What an activity makes of being aborted is no result: it has not reported, so the next start runs it again.
        if (outcome is not null && !_abort.IsCancellationRequested)
        {
            report(new Message(null, work.InstanceId, outcome) { ExecutionId = work.ExecutionId });
        }

        lock (_gate)
        {
            _running--;
            StartWaiting();
            if (_running == 0)
            {
                _drained?.TrySetResult();
            }
        }

        services.Meter.Leave();
    }

    private async Task<HistoryEvent?> ExecuteAsync(ActivityWork work)
    {
        var (call, name, input) = work.Activity;
        try
        {
            var function = services.Catalog.FindActivity(name) ?? throw new MissingFunctionException(Messages.NoActivity(name));
            return new TaskCompleted(call, await function(input, work.InstanceId, _abort.Token));
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            // The host stops: the activity has not reported, so the next start runs it again.
            return null;
        }
#pragma warning disable CA1031 // Whatever an activity throws is its failure.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HubLog.ActivityFailed(_log, e, name, work.InstanceId);
            return new TaskFailed(call, Failures.Of(e));
        }
    }
}

internal sealed record ActivityWork(string InstanceId, string ExecutionId, ActivityScheduled Activity);
