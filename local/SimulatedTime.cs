using OpsFunctions.FunctionsHost;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli;

/// <summary>
/// Moves simulated time: to the next due moment of app or Azure, and only when neither has anything in flight and nothing waits in line.
/// </summary>
internal sealed class SimulatedTime(SimulatedAzure azure, LocalHost app)
{
    // A guard against work that never ends, far above what a turn, an activity or an answer takes.
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(5);

    /// <summary>Lets time pass until <paramref name="end"/>.</summary>
    /// <param name="moved">Told of each moment time has moved to.</param>
    /// <exception cref="TimeoutException">Something has been in flight for five minutes of real time.</exception>
    /// <exception cref="InvalidOperationException">The host cannot go on.</exception>
    public async Task RunUntilAsync(DateTimeOffset end, Action<DateTimeOffset> moved, CancellationToken ct)
    {
        while (true)
        {
            await SettleAsync(ct);
            var now = azure.Clock.GetUtcNow();
            if (now >= end)
                return;
            var next = azure.Clock.NextDue is { } due && due < end ? due : end;
            azure.Clock.AdvanceTo(next);
            moved(next);
        }
    }

    /// <summary>Lets happen what is due now, one root after the other; time stands still.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        do
        {
            await WhenQuietAsync(ct);
        }
        while (app.Next());
    }

    // App and Azure are looked at one after the other; nothing may have started in between.
    private async Task WhenQuietAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Stuck);
        try
        {
            while (true)
            {
                await IdleAsync(limit.Token);
                var started = app.Work.Started;
                while (azure.RequestsInFlight > 0)
                    await Task.Delay(1, limit.Token);
                if (app.Work.InFlight == 0 && app.Work.Started == started)
                    return;
            }
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"Simulated time stands still at {azure.Clock.GetUtcNow():u}: after {Stuck.TotalMinutes:0} minutes "
                + $"{app.Work.InFlight} things of the app and {azure.RequestsInFlight} requests are still in flight.", e);
        }
    }

    private async Task IdleAsync(CancellationToken ct)
    {
        var idle = app.Work.WhenIdleAsync(ct);
        if (await Task.WhenAny(idle, app.Fault) != idle)
            throw new InvalidOperationException($"The host cannot go on: {await app.Fault}");
        await idle;
    }
}
