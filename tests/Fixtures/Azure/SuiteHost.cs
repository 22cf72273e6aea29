using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using OpsFunctions.Functions;
using OpsFunctions.Simulator;

namespace OpsFunctions.Tests.Fixtures;

/// <summary>The suite on a task hub with simulated Azure behind it: here on the official in-process test host, on the real clock.</summary>
internal sealed class SuiteHost : IAsyncDisposable
{
    private readonly DurableTaskTestHost _host;

    private SuiteHost(SimulatedAzure azure, DurableTaskTestHost host) => (Azure, _host) = (azure, host);

    public SimulatedAzure Azure { get; }

    public DurableTaskClient Client => _host.Client;

    public IServiceProvider Services => _host.Services;

    public static async Task<SuiteHost> StartAsync(FleetOptions fleet, params (string Name, string? Value)[] settings)
    {
        var now = TimeProvider.System.GetUtcNow();
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Fleet = fleet with { Start = now }, Start = now, Time = TimeProvider.System });
        var host = await DurableTaskTestHost.StartAsync(FunctionRegistry.AddAll, new DurableTaskTestHostOptions
        {
            ConfigureServices = services =>
            {
                SuiteServices.AddAzure(services, azure);
                services.AddOps(SuiteServices.Configuration(azure, settings));
            },
        });
        return new(azure, host);
    }

    public async Task<OrchestrationMetadata> CompletedAsync(string instanceId)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, guard.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Azure.DisposeAsync();
    }
}
