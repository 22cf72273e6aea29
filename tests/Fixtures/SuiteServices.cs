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
    /// <summary>Whom tokens for the suite are for; they are taken unless a test's settings leave Entra out.</summary>
    public const string Audience = "api://ops-under-test";

    public static IConfiguration Configuration(SimulatedAzure azure, IEnumerable<(string Name, string? Value)> settings)
    {
        List<KeyValuePair<string, string?>> values =
        [
            new("Ops:StorageAccount", "opsstate"),
            new("Rightsizing:Schedule", "0 0 6 * * 1"),
            // Once a year is never in a test: its hourly runs are tested by themselves.
            new("Snapshots:Schedule", "0 0 0 1 1 *"),
            .. azure.Fleet.Subscriptions.Select((subscription, index) => new KeyValuePair<string, string?>($"Ops:Subscriptions:{index}", subscription.Id)),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)),
        ];
        List<KeyValuePair<string, string?>> entra = [new("Ops:Entra:Tenant", azure.TenantId), new("Ops:Entra:Audience", Audience)];
        return new ConfigurationBuilder().AddInMemoryCollection(entra).AddInMemoryCollection(values).Build();
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
