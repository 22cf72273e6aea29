using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>
/// The clients of all Azure services the suite calls, with one credential and one retry rule.
/// Without a transport they talk to Azure; a rehearsal hands in one that leads to simulated Azure.
/// </summary>
public sealed class AzureClients(TokenCredential credential, AzureSettings settings, AzureTransports transports)
{
    private static readonly string[] ArmScope = ["https://management.azure.com/.default"];

    /// <summary>Client library of the resource manager.</summary>
    public ArmClient Arm { get; } = new(credential, default, Configure(new ArmClientOptions(), transports.Azure));

    /// <summary>Resource manager for what has no client library here; authenticated.</summary>
    public HttpPipeline ArmPipeline { get; } = HttpPipelineBuilder.Build(
        Configure(new PlainOptions(), transports.Azure), new BearerTokenAuthenticationPolicy(credential, ArmScope));

    /// <summary>Retail prices: open to all, no token.</summary>
    public HttpPipeline PricesPipeline { get; } = HttpPipelineBuilder.Build(Configure(new PlainOptions(), transports.Azure));

    /// <summary>What Entra publishes about itself, its keys for one: open to all, no token.</summary>
    public HttpPipeline EntraPipeline { get; } = HttpPipelineBuilder.Build(Configure(new PlainOptions(), transports.Azure));

    /// <summary>Receivers of notifications: no token, no second attempt (a delivery has its own), nothing of their secret addresses logged.</summary>
    public HttpPipeline HooksPipeline { get; } = HttpPipelineBuilder.Build(ForHooks(Configure(new PlainOptions(), transports.Azure)));

    /// <summary>State, evidence and reports.</summary>
    public BlobServiceClient Blobs { get; } = new(
        new Uri($"https://{settings.StorageAccount}.blob.core.windows.net"),
        transports.StorageCredential ?? credential,
        Configure(new BlobClientOptions(), transports.Storage));

    /// <summary>The queues of an account; messages travel as they are, neither way in base64.</summary>
    public QueueServiceClient QueuesAt(Uri service) => new(
        service, transports.StorageCredential ?? credential, Configure(new QueueClientOptions(), transports.Storage));

    /// <summary>Metrics, which come from each region's own address.</summary>
    public MetricsClient Metrics { get; } = new(credential, Configure(new PlainOptions(), transports.Azure));

    private static T Configure<T>(T options, HttpPipelineTransport? transport) where T : ClientOptions
    {
        options.RetryPolicy = new QuickRetry();
        options.Diagnostics.IsDistributedTracingEnabled = false;
        if (transport is not null)
            options.Transport = transport;
        return options;
    }

    private static PlainOptions ForHooks(PlainOptions options)
    {
        options.RetryPolicy = new RetryPolicy(maxRetries: 0);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        return options;
    }

    private sealed class PlainOptions : ClientOptions;
}

/// <summary>Ways to Azure other than the plain one; all null in Azure.</summary>
/// <param name="Azure">Transport of everything but storage.</param>
/// <param name="Storage">Transport of the suite's own storage.</param>
/// <param name="StorageCredential">Credential of the suite's own storage where it differs.</param>
public sealed record AzureTransports(
    HttpPipelineTransport? Azure = null, HttpPipelineTransport? Storage = null, TokenCredential? StorageCredential = null);
