using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local.Host;

/// <summary>Starts the parts of the runtime in order and stops them in reverse.</summary>
internal sealed class RuntimeHost(
    IReadOnlyList<FunctionEntry> functions,
    TaskHub hub,
    Invoker invoker,
    WebListener web,
    LocalHost local,
    LocalHostOptions options,
    HostJson hostJson,
    IConfiguration settings,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<RuntimeHost> log) : IHostedService, IAsyncDisposable, IDisposable
{
    private List<FunctionTimer> _timers = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // All schedules are read before anything runs: a missing setting stops the start.
        var schedules = functions.Where(f => f.Trigger is TimerTriggerAttribute)
            .Select(f => (Entry: f, Schedule: TimerSchedule.Parse(f.Name, ((TimerTriggerAttribute)f.Trigger).Schedule, settings)))
            .ToList();
        hub.OnFault = _ => lifetime.StopApplication();
        hub.Start();
        if (options.HttpPort is not null)
        {
            local.Address = await web.StartAsync(cancellationToken);
            HostLog.Listening(log, local.Address, hostJson.RoutePrefix);
        }

        _timers = [.. schedules.Select(s => new FunctionTimer(s.Entry, s.Schedule, hub, invoker, log))];
        foreach (var timer in _timers)
        {
            await timer.StartAsync();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource(options.GracePeriod, time);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken);
        _timers.ForEach(t => t.Stop());
        await web.StopAsync(hurry.Token);
        await hub.StopAsync(hurry.Token);
        await invoker.StopAsync(hurry.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await web.DisposeAsync();
    }

    public void Dispose() => _timers.ForEach(t => t.Dispose());
}
