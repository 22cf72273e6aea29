using System.CommandLine;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary><c>simulator</c>: simulated Azure as a process of its own, so that the app can be killed while Azure lives on.</summary>
internal static class SimulatorCommand
{
    public static Command Create()
    {
        var port = Options.Number("--port", "Port on loopback", 0, 65535, 7072);
        var fleet = Options.Number("--fleet", "Machines", 1, 20_000, 200);
        var seed = Options.Number("--seed", "Seed of fleet and faults", 0, int.MaxValue, 1);
        var traces = new Option<string?>("--traces") { Description = "Folder of recorded loads (CSV), each replayed as a machine" };
        var faults = Options.OneOf("--faults", "How often simulated Azure fails", "none", "low", "high");

        var command = new Command("simulator", "Run simulated Azure alone, on real time") { port, fleet, seed, traces, faults };
        command.SetAction(async (parsed, ct) =>
        {
            await using var azure = await StartAsync(
                parsed.GetValue(fleet), parsed.GetValue(seed), parsed.GetValue(traces), Options.ReadFaults(parsed.GetValue(faults)!), parsed.GetValue(port), ct);
            Console.WriteLine($"Simulated Azure at {azure.Address} with {azure.Fleet.Machines.Count} machines. The app on it: serve --azure {azure.Address}");
            Console.WriteLine("Ctrl+C stops it.");
            await Waiting.ForCancellationAsync(ct);
            return 0;
        });
        return command;
    }

    /// <summary>Simulated Azure on real time, with an address.</summary>
    public static async Task<SimulatedAzure> StartAsync(int machines, int seed, string? traces, FaultLevel faults, int port, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        try
        {
            var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
            {
                Fleet = new FleetOptions { Machines = machines, Seed = seed, Start = now, TracesFolder = traces },
                Start = now,
                Faults = faults,
                Listens = true,
                Port = port,
                Time = TimeProvider.System,
                AllowsUnknown = true,
            }, ct);
            DeployedEvents.Set(azure, LocalAppOptions.DefaultAccount);
            return azure;
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new WrongInputException($"--port {port.ToString(System.Globalization.CultureInfo.InvariantCulture)} cannot be listened on: {e.Message}");
        }
    }
}

internal static class Waiting
{
    /// <summary>Returns when the user stops the program.</summary>
    public static async Task ForCancellationAsync(CancellationToken ct)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = ct.Register(stopped.SetResult);
        await stopped.Task;
    }
}
