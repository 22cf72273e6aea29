using Azure.Core;

namespace Azure.Monitor.Query.Metrics;

/// <summary>Options of a <see cref="MetricsClient"/>.</summary>
public class MetricsClientOptions : ClientOptions
{
    public MetricsClientOptions(ServiceVersion version = ServiceVersion.V2024_02_01) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)version, (int)ServiceVersion.V2024_02_01, nameof(version));

    /// <summary>The public cloud's where it is not set.</summary>
    public MetricsClientAudience? Audience { get; set; }

    public enum ServiceVersion
    {
        V2024_02_01 = 1,
    }
}

/// <summary>For whom a token for metrics is asked, a cloud's.</summary>
public readonly struct MetricsClientAudience
{
    private readonly string? _value;

    public MetricsClientAudience(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    public static MetricsClientAudience AzurePublicCloud { get; } = new("https://metrics.monitor.azure.com");

    public static MetricsClientAudience AzureGovernment { get; } = new("https://metrics.monitor.azure.us");

    public static MetricsClientAudience AzureChina { get; } = new("https://metrics.monitor.azure.cn");

    public override string ToString() => _value ?? string.Empty;
}
