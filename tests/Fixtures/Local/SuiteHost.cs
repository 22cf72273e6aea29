using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFunctions.Functions;
using OpsFunctions.Local;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;

namespace OpsFunctions.Tests.Fixtures;

/// <summary>The suite on a task hub with simulated Azure behind it: here on the local runtime, in simulated time.</summary>
internal sealed class SuiteHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    // Far more simulated time than any orchestration under test takes.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    private readonly IHost _host;

    private SuiteHost(SimulatedAzure azure, IHost host) => (Azure, _host) = (azure, host);

    public SimulatedAzure Azure { get; }

    public DurableTaskClient Client => Local.Client;

    public LocalHost Local => _host.Services.GetRequiredService<LocalHost>();

    public IServiceProvider Services => _host.Services;

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
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration.AddConfiguration(SuiteServices.Configuration(azure, settings));
        SuiteServices.AddAzure(builder.Services, azure);
        builder.Services.AddSingleton(new LocalHostOptions { FunctionTypes = [.. typeof(App).Assembly.GetTypes(), .. typeof(Mode).Assembly.GetTypes(), .. also], HttpPort = httpPort });
        builder.Logging.ClearProviders();
        builder.AddOps();
        var host = builder.Build();
        await host.StartAsync();
        return new(azure, host);
    }

    /// <summary>Lets happen what is due now; time stands still.</summary>
    public async Task SettledAsync()
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await new SimulatedTime(Azure, Local).RunUntilAsync(Azure.Time.GetUtcNow(), _ => { }, guard.Token);
    }

    /// <summary>Lets simulated time pass until then.</summary>
    public async Task UntilAsync(DateTimeOffset end)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await new SimulatedTime(Azure, Local).RunUntilAsync(end, _ => { }, guard.Token);
    }

    /// <summary>Lets simulated time pass until the instance has ended.</summary>
    public async Task<OrchestrationMetadata> CompletedAsync(string instanceId)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var time = new SimulatedTime(Azure, Local);
        var end = Azure.Time.GetUtcNow() + Longest;
        while (true)
        {
            // First without moving time: what is due now is done before anything else becomes due.
            await time.RunUntilAsync(Azure.Time.GetUtcNow(), _ => { }, guard.Token);
            var instance = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, guard.Token);
            if (instance is { IsCompleted: true } || Azure.Time.GetUtcNow() >= end)
                return instance ?? throw new InvalidOperationException($"There is no instance {instanceId}");
            Azure.Clock.AdvanceTo(Azure.Clock.NextDue ?? end);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Azure.DisposeAsync();
    }
}
