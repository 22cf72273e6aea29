using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Commands;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Benchmarks.Events;

/// <summary>The process that is killed: the app on its host, with a simulated Azure in another process. Runs until it is.</summary>
internal static class EventsChild
{
    /// <summary>Where what follows from an event is noted, in the state.</summary>
    public const string Followed = "followed/";

    /// <summary>Arguments: address of simulated Azure.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var address = new Uri(args[0]);
        var found = await SimulatorHealth.ReadAsync(address, default);
        await using var app = await LocalApp.StartAsync(LocalApp.OnRunning(address, found) with
        {
            Logging = logging => logging.SetMinimumLevel(LogLevel.Critical),
            Configure = builder => builder.Services.AddSingleton(services => Follows(services.GetRequiredService<StateStore>())),
        });
        await Console.Out.WriteLineAsync("ready");
        // Its parent is gone where nothing can be read any more.
        await Task.WhenAny(Console.In.ReadLineAsync()!, (Task)app.Host.Fault);
        await app.StopAsync();
        return app.Host.Fault.IsCompleted ? 1 : 0;
    }

    // As a subscriber should: what follows bears a name made from the event's key, so it begins once.
    private static EventSubscription Follows(StateStore state) => new("Microsoft.Resources.ResourceWriteSuccess", async (notice, ct) =>
        await state.TryWriteAsync(Followed + notice.Key, notice.Subject, replaces: null, ct));
}
