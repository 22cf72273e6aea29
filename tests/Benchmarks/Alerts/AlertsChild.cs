using System.Globalization;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Commands;

namespace OpsFunctions.Benchmarks.Alerts;

/// <summary>
/// The app in a process of its own, with a simulated Azure in another, so that its memory is its own. Says its address, and for each line
/// that it reads its live bytes; ends with what it reads from.
/// </summary>
internal static class AlertsChild
{
    /// <summary>Arguments: address of simulated Azure, file of the history, then settings as name=value.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var address = new Uri(args[0]);
        var found = await SimulatorHealth.ReadAsync(address, default);
        var options = LocalApp.OnRunning(address, found);
        await using var app = await LocalApp.StartAsync(options with
        {
            Logging = logging => logging.SetMinimumLevel(LogLevel.Critical),
            Settings = args[2..].Select(one => one.Split('=', 2))
                .ToDictionary(one => one[0], one => (string?)one[1], StringComparer.OrdinalIgnoreCase),
            // What has ended lies in the file.
            Host = options.Host with { HttpPort = 0, StorePath = args[1] },
        });
        await Console.Out.WriteLineAsync(app.Host.Address!.ToString());
        while (await Console.In.ReadLineAsync() is not null && !app.Host.Fault.IsCompleted)
            await Console.Out.WriteLineAsync(LiveBytes().ToString(CultureInfo.InvariantCulture));
        await app.StopAsync();
        return app.Host.Fault.IsCompleted ? 1 : 0;
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
