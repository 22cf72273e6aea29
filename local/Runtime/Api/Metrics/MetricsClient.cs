using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Monitor.Query.Metrics;

/// <summary>Metrics of many resources at once, from a region's endpoint; the app reads the answers from the pipeline itself.</summary>
public class MetricsClient
{
    /// <summary>For mocks.</summary>
    protected MetricsClient()
    {
        Endpoint = null!;
        Pipeline = null!;
    }

    public MetricsClient(Uri endpoint, TokenCredential credential)
        : this(endpoint, credential, new MetricsClientOptions())
    {
    }

    public MetricsClient(Uri endpoint, TokenCredential credential, MetricsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        options ??= new MetricsClientOptions();
        var audience = options.Audience ?? MetricsClientAudience.AzurePublicCloud;
        Endpoint = endpoint;
        Pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, $"{audience}/.default"));
    }

    public Uri Endpoint { get; }

    public virtual HttpPipeline Pipeline { get; }
}
