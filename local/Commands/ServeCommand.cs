using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Cli.Rehearsal.Access;
using OpsFunctions.Local.Cli.Rehearsal.Drills;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary><c>serve</c>: the app over HTTP, on simulated or real Azure, in report mode unless a setting says otherwise.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = Options.Number("--port", "Port on loopback", 0, 65535, 7071);
        var fleet = Options.Number("--fleet", "Machines of simulated Azure", 1, 20_000, 200);
        var seed = Options.Number("--seed", "Seed of simulated Azure", 0, int.MaxValue, 1);
        var traces = new Option<string?>("--traces") { Description = "Folder of recorded loads (CSV), each replayed as a machine" };
        var azure = new Option<string>("--azure")
        {
            Description = "simulated (default); the address of a running «simulator»; or real, with your own credentials (az login)",
            DefaultValueFactory = _ => "simulated",
        };
        var subscriptions = new Option<string[]>("--subscription") { Description = "Subscription id, with --azure real; may be repeated" };
        var store = new Option<string?>("--store")
        {
            Description = "SQLite file of the task hub, with a running «simulator»; without it, runs are forgotten at the end"
        };
        var published = new Option<string?>("--app")
        {
            Description = "Folder that dotnet publish functions wrote: it runs as a process of its own, on simulated Azure; "
                + "without it, the app runs in this process",
        };
        var settings = Options.Settings();

        var command = new Command("serve", "Serve the app on http://localhost:7071")
        {
            port, fleet, seed, traces, azure, subscriptions, store, published, settings,
        };
        command.SetAction(async (parsed, ct) =>
        {
            // Runs that are kept while their reports and state are forgotten would be half a memory.
            if (parsed.GetValue(store) is not null && (parsed.GetValue(azure) is "simulated" or "real"))
                throw new WrongInputException(
                    "--store keeps the runs only together with a «simulator» of its own, which keeps their state: serve --azure ADDRESS --store FILE");
            if (parsed.GetValue(published) is not null && parsed.GetValue(azure) is "real")
                throw new WrongInputException(
                    "--app runs on simulated Azure: in a real subscription "
                    + "the published app signs in by its managed identity, which this machine has not");
            await using var place = await Place.OpenAsync(
                parsed.GetValue(azure)!, parsed.GetValue(subscriptions) ?? [], parsed.GetValue(fleet), parsed.GetValue(seed),
                parsed.GetValue(traces), ct);
            var app = place.App with
            {
                Published = parsed.GetValue(published) is { } folder ? new PublishedApp(folder, place.Address!) : null,
            };
            return await ServeAsync(
                place with { App = app }, parsed.GetValue(port), parsed.GetValue(store),
                Options.ReadSettings(parsed.GetValue(settings)), ct);
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        Place place, int port, string? store, IReadOnlyDictionary<string, string?> settings, CancellationToken ct)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await using var app = await StartAsync(place.App with
        {
            Host = place.App.Host with { HttpPort = port, StorePath = store },
            // For development: the one key sees access reports, too.
            KeyHashes = [$"{AccessKeys.HashOf(key)} Ops.Operator Ops.Auditor"],
            Settings = Merged(place.App.Settings, settings),
            UsesEnvironment = true,
            Logging = logging => logging.AddSimpleConsole(console => console.SingleLine = true)
                .SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
                // What stops the start is told once, without its stack.
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None).AddFilter("Azure", LogLevel.Warning)
                .AddFilter("Yarp", LogLevel.Warning),
        }, ct);
        const string Drill = "{\"plan\":\"shop\"}";
        var address = app.Host.Address!.ToString().TrimEnd('/');
        Console.WriteLine($"""

            The suite serves at {address}/api on {place.Name}. Development key, valid until it stops: {key}

              start a run     curl -X POST -H "{AccessKeys.Header}: {key}" {address}/api/runs/rightsizing
              take snapshots  curl -X POST -H "{AccessKeys.Header}: {key}" {address}/api/runs/snapshots
              audit access    curl -X POST -H "{AccessKeys.Header}: {key}" {address}/api/runs/access
              start a drill   curl -X POST -H "{AccessKeys.Header}: {key}" -d '{Drill}' {address}/api/drills
              see the runs    curl -H "{AccessKeys.Header}: {key}" {address}/api/runs
              see reports     curl -H "{AccessKeys.Header}: {key}" {address}/api/reports
              in a browser    {address}/api/reports/... with any name and the key as password

            Ctrl+C stops it.
            """);
        await Task.WhenAny(Waiting.ForCancellationAsync(ct), app.Host.Fault);
        await app.StopAsync(CancellationToken.None);
        // The host has logged why it cannot go on.
        return app.Host.Fault.IsCompleted ? CommandLine.Broken : 0;
    }

    // What stands on the command line wins.
    private static Dictionary<string, string?> Merged(
        IReadOnlyDictionary<string, string?> given, IReadOnlyDictionary<string, string?> asked)
    {
        var merged = new Dictionary<string, string?>(given, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in asked)
            merged[name] = value;
        return merged;
    }

    // A store in use, a port that is taken: the message says it, a stack would only hide it.
    private static async Task<LocalApp> StartAsync(LocalAppOptions options, CancellationToken ct)
    {
        try
        {
            return await LocalApp.StartAsync(options, ct);
        }
        catch (InvalidOperationException e)
        {
            throw new WrongInputException(e.Message);
        }
        catch (IOException e)
        {
            throw new WrongInputException(
                $"--port {options.Host.HttpPort?.ToString(CultureInfo.InvariantCulture)} cannot be listened on: {e.Message}");
        }
    }

    /// <summary>Which Azure the app works on.</summary>
    private sealed record Place(string Name, LocalAppOptions App, SimulatedAzure? Simulated) : IAsyncDisposable
    {
        /// <summary>Of simulated Azure.</summary>
        public Uri? Address { get; init; }

        public static async Task<Place> OpenAsync(
            string azure, string[] subscriptions, int machines, int seed, string? traces, CancellationToken ct)
        {
            if (azure == "simulated")
            {
                TenantTruth? truth = null;
                var simulated = await SimulatorCommand.StartAsync(
                    new SimulatorOptions
                    {
                        Machines = machines, Seed = seed, Traces = traces, HasDrills = true,
                        Fill = filled => truth = RehearsedTenant.Fill(filled, seed),
                    }, ct);
                var app = LocalApp.On(simulated) with
                {
                    Settings = DrilledApplications.Settings(simulated, weekly: false).Concat(RehearsedTenant.Settings(truth!))
                        .ToDictionary(StringComparer.OrdinalIgnoreCase),
                };
                return new($"simulated Azure ({simulated.Fleet.Machines.Count} machines)", app, simulated)
                {
                    Address = simulated.Address,
                };
            }
            return azure == "real" ? await RealAsync(subscriptions, ct) : await RunningAsync(azure, ct);
        }

        public ValueTask DisposeAsync() => Simulated?.DisposeAsync() ?? ValueTask.CompletedTask;

        // Real subscriptions are only read; state and reports stay on this machine, in simulated storage.
        private static async Task<Place> RealAsync(string[] subscriptions, CancellationToken ct)
        {
            if (subscriptions.Length == 0 || !subscriptions.All(id => Guid.TryParse(id, out _)))
                throw new WrongInputException("--azure real needs --subscription ID, the id of the subscription to look at");
            var storage = await SimulatorCommand.StartAsync(new SimulatorOptions { Machines = 1 }, ct);
            var transport = storage.CreateTransport();
            var app = new LocalAppOptions
            {
                Time = TimeProvider.System,
                Transports = new(
                    Storage: transport, StorageCredential: LocalApp.SimulatedIdentities(LocalApp.IdentitiesOf(storage), transport).Read),
                Credentials = AzureCredentials.Of(new AzureCliCredential()),
                StorageClientId = storage.ClientId,
                Subscriptions = subscriptions,
            };
            return new($"your subscriptions ({string.Join(", ", subscriptions)})", app, storage);
        }

        private static async Task<Place> RunningAsync(string text, CancellationToken ct)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !address.IsLoopback)
                throw new WrongInputException(
                    $"--azure is '{text}'; it must be simulated, real, or the loopback address that «simulator» prints");
            var found = await SimulatorHealth.ReadAsync(address, ct);
            var app = LocalApp.OnRunning(address, found);
            return new($"the simulated Azure at {address}", app, null) { Address = address };
        }
    }
}
