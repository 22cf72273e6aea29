using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>
/// Looks for messages of one function: by polling as officially, or, where a watch tells when one is visible, then. A look is a step and so
/// is each message: simulated time stands still until they are done.
/// </summary>
internal sealed class QueueListener : IDisposable
{
    // Real time that runs which lost their worker get to give their messages back.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly QueueTrigger _trigger;
    private readonly QueueOptions _options;
    private readonly MessageRun _run;
    private readonly LocalHostOptions _host;
    private readonly WorkMeter _meter;
    private readonly Steps _steps;
    private readonly ILogger _log;
    private readonly int _threshold;
    private readonly QueueBackoff _backoff;
    private readonly Alarm _alarm;
    private readonly List<QueueMessage> _waiting = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _watching;
    private DateTime _notBefore;
    private bool _isLooking;
    private bool _isStopped;
    private bool _isThere;
    private bool _foundMessages;
    private int _inFlight;

    public QueueListener(
        QueueTrigger trigger, QueueOptions options, MessageRun run, LocalHostOptions host, WorkMeter meter, Steps steps, ILogger log)
    {
        _trigger = trigger;
        _options = options;
        _run = run;
        _host = host;
        _meter = meter;
        _steps = steps;
        _log = log;
        // In sequence nothing may depend on the machine.
        _threshold = options.NewBatchThreshold ?? options.BatchSize / 2 * (host.InSequence ? 1 : Environment.ProcessorCount);
        _backoff = new QueueBackoff(trigger.Function, options.MaxPollingInterval);
        _notBefore = Now;
        _alarm = new Alarm(host.Time, Next, Ring);
    }

    public string QueueName => _trigger.Queue.Name;

    private DateTime Now => _host.Time.GetUtcNow().UtcDateTime;

    public void Start()
    {
        _watching = _host.Queues?.Watch(_trigger.Queue.Uri, Changed);
        _alarm.Rearm();
    }

    /// <summary>Looks at once: something was put there.</summary>
    public void Notify()
    {
        lock (_gate)
        {
            _notBefore = Now;
        }

        _alarm.Rearm();
    }

    /// <summary>No new messages are taken.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
        }

        _watching?.Dispose();
        _alarm.Rearm();
    }

    /// <summary>Gives back what was taken and not begun, once nothing begins any more, and waits a little for the rest.</summary>
    public async Task EndAsync()
    {
        List<QueueMessage> left;
        lock (_gate)
        {
            left = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var message in left)
        {
            await _run.ReleaseAsync(message, TimeSpan.Zero);
            Done();
        }

        lock (_gate)
        {
            if (_inFlight == 0)
            {
                _ended.TrySetResult();
            }
        }

        await Task.WhenAny(_ended.Task, Task.Delay(LastWords));
    }

    public void Dispose()
    {
        _watching?.Dispose();
        _alarm.Dispose();
    }

    private void Changed()
    {
        // Whoever tells may hold a lock that the answer to "when?" needs; simulated time waits for the question.
        _meter.Enter();
        ThreadPool.UnsafeQueueUserWorkItem(
            listener =>
            {
                listener._alarm.Rearm();
                listener._meter.Leave();
            },
            this,
            preferLocal: false);
    }

    private DateTime? Next()
    {
        DateTime earliest;
        lock (_gate)
        {
            if (_isStopped || _isLooking || _inFlight > _threshold)
            {
                return null;
            }

            earliest = _notBefore;
        }

        if (_host.Queues is not { } watch)
        {
            return earliest;
        }

        var visible = watch.NextVisible(_trigger.Queue.Uri)?.UtcDateTime;
        return visible < earliest ? earliest : visible;
    }

    private void Ring()
    {
        if (Next() is not { } due || due > Now)
        {
            return;
        }

        lock (_gate)
        {
            if (_isStopped || _isLooking)
            {
                return;
            }

            _isLooking = true;
        }

        Post(due, abort => LookAsync(due, abort));
    }

    private void Post(DateTime due, Func<CancellationToken, Task> run) => _steps.Post(Step.OfFunction(_trigger.Function, due, run));

    private async Task LookAsync(DateTime due, CancellationToken abort)
    {
        var messages = await ReceiveAsync(abort);
        lock (_gate)
        {
            _isLooking = false;
            _inFlight += messages.Count;
            _waiting.AddRange(messages);
            _notBefore = Now;
            if (messages.Count == 0)
            {
                _notBefore += _backoff.Next(_foundMessages);
            }

            _foundMessages = messages.Count > 0;
        }

        foreach (var message in messages)
        {
            Post(due, stop => HandleAsync(message, stop));
        }

        _alarm.Rearm();
    }

    private async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(CancellationToken abort)
    {
        try
        {
            _isThere = _isThere || await _trigger.Queue.ExistsAsync(abort);
            return _isThere ? (await _trigger.Queue.ReceiveMessagesAsync(_options.BatchSize, QueueLease.Length, abort)).Value : [];
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return [];
        }
#pragma warning disable CA1031 // Whatever storage or the identity answers: it is tried again, later and later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _isThere = false;
            HostLog.QueueFails(_log, "take messages", QueueName, Reasons.Of(e));
            return [];
        }
    }

    private async Task HandleAsync(QueueMessage message, CancellationToken abort)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(message))
            {
                // Given back: the host stops.
                return;
            }
        }

        try
        {
            await _run.HandleAsync(message, abort);
        }
        finally
        {
            Done();
            _alarm.Rearm();
        }
    }

    private void Done()
    {
        lock (_gate)
        {
            if (--_inFlight == 0 && _isStopped)
            {
                _ended.TrySetResult();
            }
        }
    }
}
