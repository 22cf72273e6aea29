using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>
/// The clients of all Azure services the suite calls, for one identity and with one retry rule, each behind the gate on the wire.
/// Without a transport they talk to Azure; a rehearsal hands in one that leads to simulated Azure.
/// </summary>
/// <param name="time">The clock that a date in <c>Retry-After</c> is held against. Default: none, and such a date says nothing.</param>
/// <param name="roles">What excuses a 403. Default: nothing does.</param>
/// <param name="lookup">Who reads the assignments that excuse it. Default: null, the same identity.</param>
public sealed class AzureClients(
    TokenCredential credential, AzureSettings settings, AzureTransports transports, TimeProvider? time = null,
    RolePropagation? roles = null, TokenCredential? lookup = null)
{
    /// <summary>Version in which machines are read and changed; the client library would take one of its own.</summary>
    internal const string MachinesVersion = "2024-07-01";

    private static readonly string[] ArmScope = ["https://management.azure.com/.default"];
    private static readonly string[] GraphScope = ["https://graph.microsoft.com/.default"];

    // Made when it is first asked for: the library is large, and most functions do without.
    private readonly Lazy<GraphServiceClient> _graph = new(() => new(
        PipelineHandler.ClientOf(HttpPipelineBuilder.Build(
            Configure(new PlainOptions(), transports.Azure, WireGate.Graph, time),
            new BearerTokenAuthenticationPolicy(credential, GraphScope))),
        new AnonymousAuthenticationProvider()));

    /// <summary>Client library of the resource manager; changes machines.</summary>
    public ArmClient Arm { get; } = new(
        credential, default,
        Versioned(Configure(
            new ArmClientOptions(), transports.Azure, WireGate.Management, time, Roles(lookup ?? credential, transports, time, roles))));

    /// <summary>Resource manager for what has no client library here; authenticated.</summary>
    public HttpPipeline ArmPipeline { get; } = HttpPipelineBuilder.Build(
        Configure(new PlainOptions(), transports.Azure, WireGate.Management, time, Roles(lookup ?? credential, transports, time, roles)),
        new BearerTokenAuthenticationPolicy(credential, ArmScope));

    /// <summary>Microsoft Graph; reads only.</summary>
    public GraphServiceClient Graph => _graph.Value;

    /// <summary>Retail prices: open to all, no token.</summary>
    public HttpPipeline PricesPipeline { get; } = HttpPipelineBuilder.Build(
        Configure(new PlainOptions(), transports.Azure, WireGate.Elsewhere, time));

    /// <summary>What Entra publishes about itself, its keys for one: open to all, no token.</summary>
    public HttpPipeline EntraPipeline { get; } = HttpPipelineBuilder.Build(
        Configure(new PlainOptions(), transports.Azure, WireGate.Elsewhere, time));

    /// <summary>
    /// Receivers of notifications: no token, no second attempt (a delivery has its own), nothing of their secret addresses logged.
    /// </summary>
    public HttpPipeline HooksPipeline { get; } = HttpPipelineBuilder.Build(
        ForHooks(Configure(new PlainOptions(), transports.Azure, WireGate.Elsewhere, time)));

    /// <summary>State, evidence and reports.</summary>
    public BlobServiceClient Blobs { get; } = new(
        new Uri($"https://{settings.StorageAccount}.blob.core.windows.net"),
        transports.StorageCredential ?? credential,
        Configure(new BlobClientOptions(), transports.Storage, WireGate.Elsewhere, time, OfData(roles)));

    /// <summary>The queues of an account; messages travel as they are, neither way in base64.</summary>
    public QueueServiceClient QueuesAt(Uri service) => new(
        service, transports.StorageCredential ?? credential,
        Configure(new QueueClientOptions(), transports.Storage, WireGate.Elsewhere, time, OfData(roles)));

    /// <summary>Metrics, which come from each region's own address.</summary>
    public MetricsClient Metrics { get; } = new(
        credential, Configure(new PlainOptions(), transports.Azure, WireGate.Metrics, time, OfData(roles)));

    private static T Configure<T>(
        T options, HttpPipelineTransport? transport, WireGate gate, TimeProvider? time,
        RolePropagationPolicy? roles = null) where T : ClientOptions
    {
        if (roles is not null)
            options.AddPolicy(roles, HttpPipelinePosition.PerRetry);
        options.AddPolicy(gate, HttpPipelinePosition.PerRetry);
        options.AddPolicy(new RetryAfterInSeconds(time), HttpPipelinePosition.PerRetry);
        options.RetryPolicy = new QuickRetry();
        options.Diagnostics.IsDistributedTracingEnabled = false;
        if (transport is not null)
            options.Transport = transport;
        return options;
    }

    private static RolePropagationPolicy? Roles(
        TokenCredential credential, AzureTransports transports, TimeProvider? time, RolePropagation? roles)
    {
        if (roles is null)
            return null;
        var reads = new Lazy<HttpPipeline>(() => HttpPipelineBuilder.Build(
            Configure(new PlainOptions(), transports.Azure, WireGate.Management, time),
            new BearerTokenAuthenticationPolicy(credential, ArmScope)));
        return new(roles, () => reads.Value);
    }

    private static RolePropagationPolicy? OfData(RolePropagation? roles) => roles is null ? null : new(roles, reads: null);

    private static ArmClientOptions Versioned(ArmClientOptions options)
    {
        options.SetApiVersion(VirtualMachineResource.ResourceType, MachinesVersion);
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
