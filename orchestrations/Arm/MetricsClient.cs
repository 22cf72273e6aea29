using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Metrics of many machines at once. Each region answers at its own address; one token is good for all of them.</summary>
public sealed class MetricsClient(TokenCredential credential, ClientOptions options)
{
    private static readonly string[] Scope = ["https://metrics.monitor.azure.com/.default"];

    /// <summary>For callers that read the answer as it arrives: that of 50 machines has tens of megabytes.</summary>
    public HttpPipeline Pipeline { get; } = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, Scope));

    /// <summary>Where a batch of machines of one subscription and region is asked for.</summary>
    /// <param name="query">With its version, escaped, without the question mark.</param>
    /// <exception cref="FormatException">The region's name cannot be part of a host name.</exception>
    public static Uri BatchAddress(string region, string subscription, string query)
    {
        RegionName.Check(region);
        var path = $"/subscriptions/{Uri.EscapeDataString(subscription)}/metrics:getBatch";
        return new($"https://{region}.metrics.monitor.azure.com{path}?{query}");
    }
}
