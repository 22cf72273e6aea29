namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>Which service an address leads to.</summary>
internal static class WireHosts
{
    public const string Management = "management.azure.com";

    public const string Graph = "graph.microsoft.com";

    private const string MetricsDomain = ".metrics.monitor.azure.com";

    public static bool IsManagement(Uri address) => IsPlain(address) && address.IdnHost == Management;

    public static bool IsGraph(Uri address) => IsPlain(address) && address.IdnHost == Graph;

    /// <summary>One region's metrics: one name before the domain.</summary>
    public static bool IsMetrics(Uri address)
    {
        var host = address.IdnHost;
        return IsPlain(address) && host.EndsWith(MetricsDomain, StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) == host.Length - MetricsDomain.Length;
    }

    /// <summary>
    /// The resource manager or Graph, however it is written: any port or scheme, a full stop at the end, a region's own endpoint.
    /// </summary>
    public static bool IsGuarded(Uri address)
    {
        var host = "." + address.IdnHost.TrimEnd('.');
        return host.EndsWith("." + Management, StringComparison.Ordinal) || host.EndsWith("." + Graph, StringComparison.Ordinal);
    }

    // Uri gives hosts in lower case.
    private static bool IsPlain(Uri address) => address is { Scheme: "https", IsDefaultPort: true };
}
