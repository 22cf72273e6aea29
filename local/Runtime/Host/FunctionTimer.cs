using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local.Host;

/// <summary>
/// Runs one timer function at its occurrences, one at a time: what falls into a run is skipped. The last occurrence is noted after its run, so a
/// restart makes up, once, for what it missed or was killed in.
/// </summary>
internal sealed class FunctionTimer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FunctionEntry _entry;
    private readonly TimerTriggerAttribute _trigger;
    private readonly TimerSchedule _schedule;
    private readonly TaskHub _hub;
    private readonly Invoker _invoker;
    private readonly ILogger _log;
    private readonly Alarm _alarm;
    private DateTime? _next;
    private DateTime _last;
    private bool _isRunning;
    private bool _isPastDue;
    private bool _isStopped;

    public FunctionTimer(FunctionEntry entry, TimerSchedule schedule, TaskHub hub, Invoker invoker, ILogger log)
    {
        _entry = entry;
        _trigger = (TimerTriggerAttribute)entry.Trigger;
        _schedule = schedule;
        _hub = hub;
        _invoker = invoker;
        _log = log;
        _alarm = new Alarm(hub.Services.Time, Next, Ring);
    }

    private string NoteKey => $"timer:{_entry.Name}";

    private DateTime Now => _hub.Services.UtcNow;

    public async Task StartAsync()
    {
        var now = Now;
        if (_trigger.UseMonitor && _hub.Store.ReadNote(NoteKey) is { } note)
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

        if (_trigger.RunOnStartup)
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
            _hub.Services.Meter.Enter();
            ThreadPool.UnsafeQueueUserWorkItem(d => _ = RunAsync(d), due, preferLocal: false);
        }
    }

    private async Task RunAsync(DateTime due)
    {
        var info = new TimerInfo
        {
            IsPastDue = _isPastDue,
            ScheduleStatus = new ScheduleStatus { Last = _last, Next = _schedule.Next(due), LastUpdated = _last },
        };
        var wasAborted = false;
        try
        {
            await _invoker.InvokeAsync(_entry, new TriggerData(_ => info, new Dictionary<string, object?>(StringComparer.Ordinal)), CancellationToken.None);
        }
#pragma warning disable CA1031 // A timer function that fails is logged and runs again at its next occurrence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HostLog.FunctionFailed(_log, e, _entry.Name);
            wasAborted = IsStopped;
        }

        await FinishAsync(due, wasAborted);
    }

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
            HostLog.FunctionFailed(_log, e, _entry.Name);
        }

        lock (_gate)
        {
            _last = due;
            _isPastDue = false;
            _isRunning = false;
            _next = _isStopped ? null : _schedule.Next(Now);
        }

        _alarm.Rearm();
        _hub.Services.Meter.Leave();
    }

    private Task NoteAsync(DateTime moment) =>
        _trigger.UseMonitor ? _hub.NoteAsync(NoteKey, moment.ToString("o", CultureInfo.InvariantCulture)) : Task.CompletedTask;
}
