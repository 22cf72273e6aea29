using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Simulator;

namespace OpsFunctions.Tests.Fixtures;

/// <summary>The suite's services on simulated Azure, the same in both builds.</summary>
internal static class SuiteServices
{
    public static IConfiguration Configuration(SimulatedAzure azure, IEnumerable<(string Name, string? Value)> settings)
    {
        List<KeyValuePair<string, string?>> values =
        [
            new("Ops:StorageAccount", "opsstate"),
            new("Rightsizing:Schedule", "0 0 6 * * 1"),
            .. azure.Fleet.Subscriptions.Select((subscription, index) => new KeyValuePair<string, string?>($"Ops:Subscriptions:{index}", subscription.Id)),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)),
        ];
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    /// <summary>Clock, identity and way to Azure; before the suite's own services.</summary>
    public static void AddAzure(IServiceCollection services, SimulatedAzure azure)
    {
        var transport = azure.CreateTransport();
        services.AddSingleton(azure.Time);
        services.AddSingleton(new AzureTransports(transport, transport));
        services.AddSingleton<TokenCredential>(Identity(azure.ClientId, transport));
    }

    private static ManagedIdentityCredential Identity(string clientId, HttpPipelineTransport transport)
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
        return new(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId)) { Transport = transport });
    }
}
