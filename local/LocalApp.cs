using System.Globalization;
using Azure.Core.Pipeline;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsFunctions.Functions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Workers;
using OpsFunctions.Local.Cli.Commands;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli;

/// <summary>The function app on the local host: as it is deployed, in this process or, published, as one of its own.</summary>
internal sealed class LocalApp : IAsyncDisposable
{
    private const string KeyHashes = $"{AzureSettings.Section}:{nameof(AzureSettings.KeyHashes)}";

    private readonly ILoggerFactory _loggers;
    private readonly InProcessWorker? _worker;

    /// <exception cref="InvalidOperationException">The store is in use or of another version.</exception>
    public LocalApp(LocalAppOptions options)
    {
        var settings = Settings(options);
        _loggers = LoggerFactory.Create(logging => options.Logging(logging.SetMinimumLevel(LogLevel.Warning)));
        _worker = options.Published is null
            ? new InProcessWorker(typeof(App).Assembly, builder => Configure(builder, options, settings))
            : null;
        IWorkerLauncher launcher = options.Published is { } published ? published.Launcher(settings, _loggers) : _worker!;
        var host = options.Host with
        {
            Time = options.Time,
            Setting = name => settings[name],
            StorageTransport = options.Transports.Storage,
        };
        Host = new LocalHost(host, launcher, _loggers);
    }

    public LocalHost Host { get; }

    /// <summary>The app's own services, once it has started in this process.</summary>
    public IServiceProvider Services => _worker?.Services ?? throw new InvalidOperationException("The app is a process of its own.");

    /// <summary>What simulated Azure adds: its clock, its identities, its subscriptions, the way to it.</summary>
    public static LocalAppOptions On(SimulatedAzure azure)
    {
        var isSimulated = azure.Time is SimulatedClock;
        var host = new LocalHostOptions
        {
            InSequence = isSimulated, IsPortable = true, Queues = isSimulated ? new SimulatedQueueWatch(azure.Queues) : null,
        };
        IReadOnlyList<string> subscriptions = [.. azure.Fleet.Subscriptions.Select(subscription => subscription.Id)];
        return On(azure.CreateTransport(), IdentitiesOf(azure), subscriptions, azure.Time) with { Host = host };
    }

    /// <summary>The same for one in another process, on the real clock.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="found">What it says of itself.</param>
    public static LocalAppOptions OnRunning(Uri address, SimulatorHealth found) =>
        On(new LoopbackTransport(address), found.Identities, found.Subscriptions, TimeProvider.System);

    private static LocalAppOptions On(
        HttpPipelineTransport way, IdentitySettings identities, IReadOnlyList<string> subscriptions, TimeProvider time) => new()
    {
        Time = time,
        Transports = new(way, way),
        Credentials = SimulatedIdentities(identities, way),
        Identities = identities,
        StorageClientId = identities.Read!,
        Subscriptions = subscriptions,
    };

    /// <summary>Simulated Azure's identities for the suite, by client id.</summary>
    public static IdentitySettings IdentitiesOf(SimulatedAzure azure) => new()
    {
        Read = azure.Suite.Read.ClientId, Act = azure.Suite.Act.ClientId, Drill = azure.Suite.Drill.ClientId,
        Audit = azure.Suite.Audit.ClientId,
    };

    /// <summary>The real managed-identity credentials, whose calls lead to simulated Azure.</summary>
    public static AzureCredentials SimulatedIdentities(IdentitySettings identities, HttpPipelineTransport transport)
    {
        // Where Azure would set them: the identity library reads them from the environment.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
        return AzureCredentials.Of(identities, transport);
    }

    public static async Task<LocalApp> StartAsync(LocalAppOptions options, CancellationToken ct = default)
    {
        var app = new LocalApp(options);
        try
        {
            await app.StartAsync(ct);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <exception cref="InvalidOperationException">What else stops the start, such as a port in use.</exception>
    public Task StartAsync(CancellationToken ct = default) => Host.StartAsync(ct);

    /// <param name="hurry">Cancelled: what runs is told to stop at once.</param>
    public Task StopAsync(CancellationToken hurry = default) => Host.StopAsync(hurry);

    /// <summary>Ends it at once, wherever it is; what was in flight is lost.</summary>
    public async Task EndAtOnceAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // What did not stop in time is gone all the same.
        }
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _loggers.Dispose();
    }

    /// <summary>What the app is set to.</summary>
    /// <exception cref="InvalidOperationException">There are more keys than are valid at a time.</exception>
    internal static IConfigurationRoot Settings(LocalAppOptions options)
    {
        var builder = new ConfigurationBuilder().AddInMemoryCollection(
        [
            .. Capabilities.All.SelectMany(one => one.Capability.OtherSchedules.Append(new("Schedule", one.Capability.DefaultSchedule))
                .Select(schedule => new KeyValuePair<string, string?>($"{one.Capability.Title}:{schedule.Key}", schedule.Value))),
            new("Ops:TaskHub", "ops"),
        ]);
        if (options.UsesEnvironment)
            builder.AddEnvironmentVariables();
        // Nothing outvotes what stands on the command line.
        var own = builder.AddInMemoryCollection(options.Settings).Build();
        return builder.AddInMemoryCollection(Given(options)).AddInMemoryCollection(Keys(options, own))
            .AddInMemoryCollection(options.Settings).Build();
    }

    // Beside the keys that settings name, in no one's place: a key that was printed must let its reader in.
    private static IEnumerable<KeyValuePair<string, string?>> Keys(LocalAppOptions options, IConfiguration own)
    {
        var taken = own.GetSection(KeyHashes).GetChildren()
            .Where(key => !string.IsNullOrEmpty(key.Value)).Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
        if (taken.Count > 0 && taken.Count + options.KeyHashes.Count > AzureSettings.MostKeys)
            throw new InvalidOperationException(
                $"{KeyHashes} names {taken.Count} keys, and one for development is added; "
                + $"at most {AzureSettings.MostKeys} are valid: leave one out");
        var free = Enumerable.Range(0, taken.Count + options.KeyHashes.Count)
            .Select(index => index.ToString(CultureInfo.InvariantCulture)).Where(index => !taken.Contains(index));
        return options.KeyHashes.Zip(free, (hash, index) => new KeyValuePair<string, string?>($"{KeyHashes}:{index}", hash));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Given(LocalAppOptions options)
    {
        yield return new("Ops:StorageAccount", options.StorageAccount);
        yield return new("OpsQueues:accountName", options.StorageAccount);
        yield return new("OpsQueues:credential", "managedidentity");
        yield return new("OpsQueues:clientId", options.StorageClientId);
        foreach (var identity in Enum.GetValues<AzureIdentity>())
            if (options.Identities.Of(identity) is { } clientId)
                yield return new($"Ops:Identities:{identity}", clientId);
        foreach (var (index, subscription) in options.Subscriptions.Index())
            yield return new($"Ops:Subscriptions:{index}", subscription);
    }

    private void Configure(FunctionsApplicationBuilder builder, LocalAppOptions options, IConfiguration settings)
    {
        builder.Configuration.AddConfiguration(settings);
        // One for host and app, or every line would be there twice.
        builder.Services.AddSingleton(_loggers);
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddSingleton(options.Transports);
        builder.Services.AddSingleton(options.Credentials);
        builder.AddOps();
        options.Configure(builder);
    }
}
