using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;

namespace OpsFunctions.Hook;

/// <summary>Leads the app's calls to simulated Azure: what a rehearsal puts in place of the way to Azure and of the identities.</summary>
internal static class SimulatedWay
{
    /// <summary>Loopback address of simulated Azure.</summary>
    public const string Address = "OPS_SIMULATED_AZURE";

    public static void Add(IServiceCollection services)
    {
        var transport = new LoopbackTransport(new Uri(Required(Address)));
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
        services.AddSingleton(new AzureTransports(transport, transport));
        services.AddSingleton(
            provider => AzureCredentials.Of(provider.GetRequiredService<AzureSettings>().Identities, transport));
    }

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException($"The hook to simulated Azure needs the variable {name}.");
}
