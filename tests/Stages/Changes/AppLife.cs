using Azure.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.FunctionsHost;

namespace OpsFunctions.Stages.Changes;

/// <summary>The app from its start to its end, which may be a crash; simulated Azure lives on.</summary>
internal sealed class AppLife : IAsyncDisposable
{
    // The longest a change may take: a day of putting back, a day of taking back, the plan's days before.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(12);

    private readonly SimulatedAzure _azure;
    private readonly LocalApp _app;
    private readonly CrashingStore? _store;

    private AppLife(SimulatedAzure azure, LocalApp app, CrashingStore? store) => (_azure, _app, _store) = (azure, app, store);

    public IServiceProvider Services => _app.Services;

    public DurableTaskClient Client => _app.Host.Client;

    /// <summary>Commits so far; 0 where nothing counts them.</summary>
    public int Commits => _store?.Commits ?? 0;

    private Task Died => _store?.Died ?? new TaskCompletionSource().Task;

    /// <param name="before">Called before each call of the app to Azure, its own storage left out.</param>
    /// <param name="beforeStorage">The same for its own storage.</param>
    /// <param name="crash">Where its history is, and when it dies; null: nowhere, never.</param>
    public static async Task<AppLife> StartAsync(
        SimulatedAzure azure, IReadOnlyDictionary<string, string?> settings, Func<Request, Task> before, Func<Request, Task> beforeStorage,
        Crash? crash = null)
    {
        CrashingStore? store = null;
        var options = LocalApp.On(azure);
        var app = new LocalApp(options with
        {
            Settings = settings,
            Transports = new(
                new WatchedTransport(options.Transports.Azure!, before), new WatchedTransport(options.Transports.Storage!, beforeStorage)),
            Host = options.Host with
            {
                StorePath = crash?.File,
                Store = inner => crash is null ? inner : store = new CrashingStore(inner, crash.Commit, crash.IsKept),
            },
        });
        var life = new AppLife(azure, app, store);
        await await Task.WhenAny(app.StartAsync(), life.Died);
        return life;
    }

    /// <summary>Starts the orchestration where it is not there, and lets time pass until it has ended.</summary>
    /// <param name="quiet">Called whenever nothing is in flight, before time moves.</param>
    /// <returns>False: the app died before.</returns>
    public async Task<bool> RunAsync(TaskName orchestrator, string instance, object input, Func<Task>? quiet = null)
    {
        using var dead = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var work = EndAsync(orchestrator, instance, input, quiet, dead.Token);
        if (await Task.WhenAny(work, Died) == work)
        {
            await work;
            return true;
        }
        await dead.CancelAsync();
        return false;
    }

    /// <summary>Lets time pass until then, or until the app dies.</summary>
    /// <returns>False: it died before.</returns>
    public async Task<bool> LiveUntilAsync(DateTimeOffset end)
    {
        using var dead = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var work = new SimulatedTime(_azure, _app.Host).RunUntilAsync(end, _ => { }, dead.Token);
        if (await Task.WhenAny(work, Died) == work)
        {
            await work;
            return true;
        }
        await dead.CancelAsync();
        return false;
    }

    /// <summary>Lets time pass; nothing dies.</summary>
    public Task PassAsync(TimeSpan time) =>
        new SimulatedTime(_azure, _app.Host).RunUntilAsync(_azure.Time.GetUtcNow() + time, _ => { }, default);

    public async ValueTask DisposeAsync()
    {
        // At once, as a crash is.
        _store?.Bury();
        await _app.EndAtOnceAsync();
    }

    private async Task EndAsync(TaskName orchestrator, string instance, object input, Func<Task>? quiet, CancellationToken ct)
    {
        await Client.StartOnceAsync(orchestrator, instance, input, ct);
        var time = new SimulatedTime(_azure, _app.Host);
        var end = _azure.Time.GetUtcNow() + Longest;
        while (true)
        {
            await time.SettleAsync(ct);
            if (await Client.GetInstanceAsync(instance, getInputsAndOutputs: false, ct) is { IsCompleted: true }
                || _azure.Time.GetUtcNow() >= end)
                return;
            if (quiet is not null)
                await quiet();
            _azure.Clock.AdvanceTo(_azure.Clock.NextDue is { } due && due < end ? due : end);
        }
    }
}

/// <summary>A crash of the app.</summary>
/// <param name="File">SQLite file of its history.</param>
/// <param name="Commit">At which commit it dies, from 1.</param>
/// <param name="IsKept">Right after the commit was kept, else right before.</param>
internal sealed record Crash(string File, int Commit, bool IsKept)
{
    public const int Never = int.MaxValue;
}
