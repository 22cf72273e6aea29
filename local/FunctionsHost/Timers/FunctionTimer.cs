using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Timers;

/// <summary>
/// Runs one timer function at its occurrences, one at a time: what falls into a run is skipped. The last occurrence is noted after its run,
/// so a restart makes up, once, for what it missed or was killed in.
/// </summary>
internal sealed class FunctionTimer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FunctionInfo _function;
    private readonly bool _isMonitored;
    private readonly TimerSchedule _schedule;
    private readonly TaskHub _hub;
    private readonly Steps _steps;
    private readonly Func<FunctionInfo, TypedData, CancellationToken, Task<InvocationResponse>> _invoke;
    private readonly ILogger _log;
    private readonly Alarm _alarm;
    private DateTime? _next;
    private DateTime _last;
    private bool _isRunning;
    private bool _isPastDue;
    private bool _isStopped;

    public FunctionTimer(
        FunctionInfo function,
        TimerSchedule schedule,
        TaskHub hub,
        Steps steps,
        TimeProvider time,
        Func<FunctionInfo, TypedData, CancellationToken, Task<InvocationResponse>> invoke,
        ILogger log)
    {
        _function = function;
        _isMonitored = function.Trigger.Flag("useMonitor", otherwise: true);
        _schedule = schedule;
        _hub = hub;
        _steps = steps;
        _invoke = invoke;
        _log = log;
        _alarm = new Alarm(time, Next, Ring);
    }

    private string NoteKey => $"timer:{_function.Name}";

    private DateTime Now => _hub.UtcNow;

    public async Task StartAsync()
    {
        var now = Now;
        if (_isMonitored && _hub.Store.ReadNote(NoteKey) is { } note)
        {
            _last = DateTime.Parse(note, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
            _next = _schedule.Next(_last);
            _isPastDue = _next <= now;
        }
        else
        {
            _next = _schedule.Next(now);
            await NoteAsync(now);
        }

        if (_function.Trigger.Flag("runOnStartup"))
        {
            _next = now;
        }

        _alarm.Rearm();
    }

    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _next = null;
        }

        _alarm.Rearm();
    }

    public void Dispose() => _alarm.Dispose();

    private bool IsStopped
    {
        get
        {
            lock (_gate)
            {
                return _isStopped;
            }
        }
    }

    private DateTime? Next()
    {
        lock (_gate)
        {
            return _next;
        }
    }

    private void Ring()
    {
        lock (_gate)
        {
            if (_isStopped || _isRunning || _next is not { } due || due > Now)
            {
                return;
            }

            _isRunning = true;
            _next = null;
            _steps.Post(Step.OfFunction(_function.Name, due, abort => RunAsync(due, abort)));
        }
    }

    private async Task RunAsync(DateTime due, CancellationToken abort)
    {
        var wasAborted = false;
        try
        {
            var answer = await _invoke(_function, new TypedData { Json = Info(due) }, abort);
            if (!answer.Succeeded())
            {
                // It is logged and runs again at its next occurrence.
                HostLog.FunctionFailed(_log, _function.Name, answer.Failure());
                wasAborted = IsStopped;
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            wasAborted = true;
        }

        await FinishAsync(due, wasAborted);
    }

    private string Info(DateTime due) => JsonSerializer.Serialize(new
    {
        Schedule = new { AdjustForDST = true },
        ScheduleStatus = new { Last = _last, Next = _schedule.Next(due), LastUpdated = _last },
        IsPastDue = _isPastDue,
    });

    private async Task FinishAsync(DateTime due, bool wasAborted)
    {
        try
        {
            // A run that the stop broke off is made up for by the next start.
            if (!wasAborted)
            {
                await NoteAsync(due > Now ? due : Now);
            }
        }
        catch (InvalidOperationException e)
        {
            HostLog.FunctionFailed(_log, _function.Name, e.Message);
        }

        lock (_gate)
        {
            _last = due;
            _isPastDue = false;
            _isRunning = false;
            _next = _isStopped ? null : _schedule.Next(Now);
        }

        _alarm.Rearm();
    }

    private Task NoteAsync(DateTime moment) =>
        _isMonitored ? _hub.NoteAsync(NoteKey, moment.ToString("o", CultureInfo.InvariantCulture)) : Task.CompletedTask;
}
