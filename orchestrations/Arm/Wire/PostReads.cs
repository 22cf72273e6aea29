using System.Text.RegularExpressions;
using Azure.Core;

namespace OpsFunctions.Orchestrations.Arm.Wire;

/// <summary>
/// Reads that a service wants as a POST, by exact form. Never on it: what gives a secret away or acts (<c>list*Keys</c>,
/// <c>beginGetAccess</c>, <c>retrieveBootDiagnosticsData</c>, <c>runCommand</c>).
/// </summary>
internal static partial class PostReads
{
    public static bool Has(Request request, Uri address) => request.Method == RequestMethod.Post && address switch
    {
        _ when WireHosts.IsManagement(address) =>
            address.AbsolutePath is "/providers/Microsoft.ResourceGraph/resources" or "/providers/Microsoft.Management/getEntities"
            || PolicyCheck().IsMatch(address.AbsolutePath) || NetworkManager().IsMatch(address.AbsolutePath),
        _ when WireHosts.IsMetrics(address) => MetricsBatch().IsMatch(address.AbsolutePath),
        _ when WireHosts.IsGraph(address) => address.AbsolutePath == "/v1.0/directoryObjects/getByIds"
            || (address.AbsolutePath == "/v1.0/$batch" && GraphBatch.OnlyReads(request.Content)),
        _ => false,
    };

    [GeneratedRegex(@"^/subscriptions/[^/]+/metrics:getBatch\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricsBatch();

    [GeneratedRegex(
        @"^/subscriptions/[^/]+(/resourceGroups/[^/]+)?/providers/Microsoft\.PolicyInsights/checkPolicyRestrictions\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PolicyCheck();

    [GeneratedRegex(
        @"^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+/listNetworkManagerEffective(ConnectivityConfigurations|SecurityAdminRules)\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NetworkManager();
}
