using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>Reads how much of its vCPU quota a subscription uses in a region.</summary>
public sealed class QuotaReader(AzureClients clients)
{
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<VcpuQuotas> OfRegionAsync(string subscription, string region, CancellationToken ct)
    {
        RegionName.Check(region);
        var address = new Uri(
            $"https://management.azure.com/subscriptions/{Uri.EscapeDataString(subscription)}/providers/Microsoft.Compute/locations/{region}/usages?api-version=2024-07-01");
        var lines = new List<VcpuQuota>();
        await clients.ArmPipeline.ListAsync(address, usage =>
        {
            if (usage.Get("name").Get("value").Text() is { } name && usage.Get("currentValue").Whole() is { } used
                && usage.Get("limit").Whole() is { } limit)
                lines.Add(new(name, used, limit));
        }, ct);
        return new(lines);
    }
}
