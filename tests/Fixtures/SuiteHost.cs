using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using OpsFunctions.Functions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Tests.Fixtures;

/// <summary>The suite on the local host with simulated Azure behind it, in simulated time.</summary>
internal sealed class SuiteHost : IAsyncDisposable
{
    /// <summary>Whom tokens for the suite are for; they are taken unless a test's settings leave Entra out.</summary>
    public const string Audience = "api://ops-under-test";

    public static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    // Far more simulated time than any orchestration under test takes.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private readonly LocalApp _app;

    private SuiteHost(SimulatedAzure azure, LocalApp app) => (Azure, _app) = (azure, app);

    public SimulatedAzure Azure { get; }

    public DurableTaskClient Client => Local.Client;

    public LocalHost Local => _app.Host;

    public IServiceProvider Services => _app.Services;

    private SimulatedTime Time => new(Azure, Local);

    public static async Task<SuiteHost> StartAsync(FleetOptions fleet, params (string Name, string? Value)[] settings)
        => await StartAsync(fleet, httpPort: null, settings);

    /// <param name="httpPort">Null: no listener; 0: any free port.</param>
    public static Task<SuiteHost> StartAsync(FleetOptions fleet, int? httpPort, params (string Name, string? Value)[] settings) =>
        StartAsync(fleet, httpPort, also: [], settings);

    /// <param name="also">Types of a test's own functions.</param>
    public static async Task<SuiteHost> StartAsync(
        FleetOptions fleet, int? httpPort, IReadOnlyList<Type> also, params (string Name, string? Value)[] settings)
    {
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Fleet = fleet with { Start = Start }, Start = Start });
        var options = LocalApp.On(azure);
        return new(azure, await LocalApp.StartAsync(options with
        {
            Settings = Settings(azure, settings),
            Host = options.Host with { HttpPort = httpPort },
            Configure = builder => Add(builder, also),
        }));
    }

    /// <summary>Lets happen what is due now; time stands still.</summary>
    public async Task SettledAsync()
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Time.SettleAsync(guard.Token);
    }

    /// <summary>Lets simulated time pass until then.</summary>
    public async Task UntilAsync(DateTimeOffset end)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Time.RunUntilAsync(end, _ => { }, guard.Token);
    }

    /// <summary>Lets simulated time pass until the instance has ended.</summary>
    public async Task<OrchestrationMetadata> CompletedAsync(string instanceId)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var end = Azure.Time.GetUtcNow() + Longest;
        while (true)
        {
            // First without moving time: what is due now is done before anything else becomes due.
            await Time.SettleAsync(guard.Token);
            var instance = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, guard.Token);
            if (instance is { IsCompleted: true } || Azure.Time.GetUtcNow() >= end)
                return instance ?? throw new InvalidOperationException($"There is no instance {instanceId}");
            Azure.Clock.AdvanceTo(Azure.Clock.NextDue ?? end);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Azure.DisposeAsync();
    }

    private static Dictionary<string, string?> Settings(SimulatedAzure azure, IEnumerable<(string Name, string? Value)> given)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Rightsizing:Schedule"] = "0 0 6 * * 1",
            // Once a year is never in a test: their hourly runs are tested by themselves.
            ["Snapshots:Schedule"] = "0 0 0 1 1 *",
            ["Drills:Schedule"] = "0 0 0 1 1 *",
            ["Access:Schedule"] = "0 0 0 1 1 *",
            ["Access:WatchSchedule"] = "0 0 0 1 1 *",
            ["Rightsizing:Changes:LaterWatchSchedule"] = "0 0 0 1 1 *",
            ["Remediation:Schedule"] = "0 0 0 1 1 *",
            ["Ops:Entra:Tenant"] = azure.TenantId,
            ["Ops:Entra:Audience"] = Audience,
        };
        foreach (var (name, value) in given)
            settings[name] = value;
        return settings;
    }

    private static void Add(FunctionsApplicationBuilder builder, IReadOnlyList<Type> also)
    {
        if (also.Count > 0)
            FunctionsOfTypes.Use(builder, [.. typeof(App).Assembly.GetTypes(), .. typeof(Mode).Assembly.GetTypes(), .. also]);
    }
}
