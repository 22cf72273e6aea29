using System.Diagnostics;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;

namespace OpsFunctions.Benchmarks.Events;

/// <summary>
/// Events by the thousand from simulated Azure into the app's queue, doubled and out of order, while the app is killed and its storage
/// fails. Simulated Azure's clock runs thirty times as fast as the real one, so that a lost lease of ten minutes comes back in twenty
/// seconds.
/// </summary>
internal sealed class EventStorm : IAsyncDisposable
{
    private const int Times = 30;
    private const int MostWaiting = 4000;
    private const int Batch = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly FastTime _time;
    private int _sent;

    private EventStorm(SimulatedAzure azure, FastTime time) => (Azure, _time) = (azure, time);

    public SimulatedAzure Azure { get; }

    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    public int Kills { get; private set; }

    public static async Task<EventStorm> StartAsync()
    {
        var time = new FastTime(Times);
        var now = time.GetUtcNow();
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 500, Start = now },
            Start = now,
            Time = time,
            Listens = true,
            Events = new EventGridOptions { Doubled = 0.05, Late = 0.1 },
        });
        foreach (var subscription in azure.Fleet.Subscriptions)
        {
            var options = new EventSubscriptionOptions
            {
                SubscriptionId = subscription.Id, Account = LocalAppOptions.DefaultAccount, Queue = EventQueue.Name,
                DeadLetterContainer = "dead",
            };
            azure.Events.Subscribe(options);
        }
        return new(azure, time);
    }

    /// <summary>
    /// Sends them all, kills the app so often meanwhile, lets storage fail for a minute three times, and waits until all is taken.
    /// </summary>
    /// <returns>Null: the queue is empty; else what is still to do when patience ends.</returns>
    public async Task<string?> RunAsync(int events, int unreadable, int kills, int seed)
    {
        var random = new Random(seed);
        var killsAt = new Queue<int>(Enumerable.Range(0, kills).Select(_ => random.Next(events)).Order());
        var failsAt = new Queue<int>([events / 5, events / 2, events * 4 / 5]);
        var child = await LifeAsync();
        try
        {
            while (_sent < events)
            {
                Send(Math.Min(Batch, events - _sent), unreadable, events);
                while (Waiting > MostWaiting)
                    await Task.Delay(Pause);
                if (failsAt.TryPeek(out var fail) && _sent >= fail)
                    Fail(failsAt.Dequeue() == events / 2 ? null : ".blob.core.windows.net");
                while (killsAt.TryPeek(out var kill) && _sent >= kill)
                {
                    killsAt.Dequeue();
                    child = await KillAsync(child);
                }
            }
            return await DrainedAsync(child);
        }
        finally
        {
            child.Kill();
            child.Dispose();
        }
    }

    public ValueTask DisposeAsync() => Azure.DisposeAsync();

    private int Waiting => Azure.Queues.Count(LocalAppOptions.DefaultAccount, EventQueue.Name);

    private void Send(int count, int unreadable, int events)
    {
        for (var i = 0; i < count; i++, _sent++)
        {
            var machine = Azure.Fleet.Machines[_sent % Azure.Fleet.Machines.Count];
            Azure.SetTagAsSomebodyElse(machine, "seen", _sent.ToString(System.Globalization.CultureInfo.InvariantCulture));
            // Evenly among the others.
            if ((long)(_sent + 1) * unreadable / events > (long)_sent * unreadable / events)
            {
                var text = UnreadableMessages.Of(Unreadable.Count);
                Unreadable.Add(text);
                Azure.Queues.Put(LocalAppOptions.DefaultAccount, EventQueue.Name, text);
            }
        }
    }

    // A minute of Azure's clock: everything of an account, or only its blobs, so that events come but cannot be recorded.
    private void Fail(string? target) => Azure.Faults.Add(new FaultRule
    {
        Target = target ?? ".core.windows.net",
        From = _time.GetUtcNow(),
        Until = _time.GetUtcNow().AddMinutes(1),
        Status = 503,
        Code = "ServerBusy",
    });

    private async Task<string?> DrainedAsync(Process child)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            if (child.HasExited)
                return $"the app ended by itself: {await child.StandardError.ReadToEndAsync()}";
            var counts = Azure.Events.Counts;
            if (Waiting == 0 && counts.Made == counts.Delivered - counts.Doubled + counts.DeadLettered + counts.Dropped)
                return null;
            await Task.Delay(Pause);
        }
        return $"{Waiting} messages wait after {Patience.TotalMinutes} minutes; {Azure.Events.Counts}";
    }

    private async Task<Process> KillAsync(Process child)
    {
        child.Kill();
        await child.WaitForExitAsync();
        child.Dispose();
        Kills++;
        return await LifeAsync();
    }

    private async Task<Process> LifeAsync()
    {
        var executable = Path.Combine(AppContext.BaseDirectory, "OpsFunctions.Benchmarks" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.ArgumentList.Add("events-child");
        start.ArgumentList.Add(Azure.Address.ToString());
        var child = Process.Start(start)!;
        return await child.StandardOutput.ReadLineAsync() == "ready"
            ? child
            : throw new InvalidOperationException($"The app did not start: {await child.StandardError.ReadToEndAsync()}");
    }
}
