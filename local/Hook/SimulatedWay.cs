using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Simulator;

namespace OpsFunctions.Hook;

/// <summary>Leads the app's calls to simulated Azure: what a rehearsal puts in place of the way to Azure and of the identity.</summary>
internal static class SimulatedWay
{
    /// <summary>Loopback address of simulated Azure.</summary>
    public const string Address = "OPS_SIMULATED_AZURE";

    /// <summary>Client id of the identity that simulated Azure has for the app.</summary>
    public const string ClientId = "OPS_SIMULATED_CLIENT";

    public static void Add(IServiceCollection services)
    {
        var transport = new LoopbackTransport(new Uri(Required(Address)));
        var identity = ManagedIdentityId.FromUserAssignedClientId(Required(ClientId));
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
        services.AddSingleton(new AzureTransports(transport, transport));
        services.AddSingleton<TokenCredential>(
            new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(identity) { Transport = transport }));
    }

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name)
            ?? throw new InvalidOperationException($"The hook to simulated Azure needs the variable {name}.");
}
