using Azure.Core.Pipeline;
using Azure.Core;
using Azure.Identity;
using Azure.ResourceManager;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>A simulated Azure of its own for one test, and the real clients pointed at it.</summary>
internal sealed class SimulatedClients : IAsyncDisposable
{
    // The variables belong to the process and are the same for every simulator.
    static SimulatedClients()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
    }

    private SimulatedClients(SimulatedAzure azure) => Azure = azure;

    public SimulatedAzure Azure { get; }

    public string ProductionId => Azure.Fleet.Subscriptions[0].Id;

    public static async Task<SimulatedClients> Start(int machines = 20, SimulatedAzureOptions? options = null)
    {
        var azure = await SimulatedAzure.StartAsync(
            (options ?? new SimulatedAzureOptions()) with { Fleet = (options?.Fleet ?? new FleetOptions()) with { Machines = machines } },
            TestContext.Current.CancellationToken);
        // These tests read more than the app does, and delete collections.
        azure.Roles.Replace(
            [.. Roles.Deployed, new RoleDefinition(
                "Reader", "View all resources, but does not allow you to make any changes.", ["*/read"], [], [], [],
                ["/"]) { IsCustom = false },
                new RoleDefinition(
                "Collections", "Deletes collections of restore points.", ["Microsoft.Compute/restorePointCollections/delete"], [], [], [],
                ["/"]) { IsCustom = false }]);
        return new(azure);
    }

    public ManagedIdentityCredential Credential(string? clientId = null) =>
        new(Without(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId ?? Azure.ClientId))));

    public ArmClient Arm() => new(Credential(), ProductionId, Without(new ArmClientOptions()));

    public BlobContainerClient Container(string name = "state") =>
        new(new Uri($"https://opsstate.blob.core.windows.net/{name}"), Credential(), Without(new BlobClientOptions()));

    public QueueClient Queue(string name = "ops-events", string account = "opsstate") =>
        new(new Uri($"https://{account}.queue.core.windows.net/{name}"), Credential(), Without(new QueueClientOptions()));

    public QueueServiceClient Queues() =>
        new(new Uri("https://opsstate.queue.core.windows.net"), Credential(), Without(new QueueClientOptions()));

    /// <summary>A pipeline as the suite's own REST clients have it, with the token for that scope.</summary>
    /// <param name="scope">What the token is for.</param>
    /// <param name="by">Who calls. Default: who reads; the directory is read by the identity that audits.</param>
    public HttpPipeline Pipeline(string scope = "https://management.azure.com/.default", SuiteIdentity? by = null)
    {
        by ??= scope.Contains("graph.microsoft.com", StringComparison.Ordinal) ? Azure.Suite.Audit : Azure.Suite.Read;
        return HttpPipelineBuilder.Build(Without(new RestOptions()), new BearerTokenAuthenticationPolicy(Credential(by.ClientId), scope));
    }

    public HttpPipeline Anonymous() => HttpPipelineBuilder.Build(Without(new RestOptions()));

    public ValueTask DisposeAsync() => Azure.DisposeAsync();

    private T Without<T>(T options)
        where T : ClientOptions
    {
        options.Transport = Azure.CreateTransport();
        // A refusal is what most tests want to see.
        options.Retry.MaxRetries = 0;
        return options;
    }

    private sealed class RestOptions : ClientOptions;
}
