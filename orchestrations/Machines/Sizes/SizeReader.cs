using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>
/// Reads the sizes a region offers to a subscription (<c>Microsoft.Compute/skus</c>). As plain JSON: the client library does not
/// find the zones in which a size takes Ultra disks.
/// </summary>
public sealed class SizeReader(AzureClients clients)
{
    /// <returns>The sizes of virtual machines, ordered by name, without prices.</returns>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<Size>> OfRegionAsync(string subscription, string region, CancellationToken ct)
    {
        RegionName.Check(region);
        var filter = Uri.EscapeDataString($"location eq '{region}'");
        var address = new Uri(
            $"https://management.azure.com/subscriptions/{Uri.EscapeDataString(subscription)}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter={filter}");
        var sizes = new SortedDictionary<string, Size>(StringComparer.OrdinalIgnoreCase);
        await clients.ArmPipeline.ListAsync(address, sku =>
        {
            if (SizeRow.Read(sku, region) is { } size)
                sizes[size.Name] = sizes.TryGetValue(size.Name, out var other) ? Narrower(other, size) : size;
        }, ct);
        return [.. sizes.Values];
    }

    // What is listed twice and differs is no target; which of the two tells of a machine that has it, is no matter of their order.
    private static Size Narrower(Size one, Size other)
    {
        var (first, second) = (JsonSerializer.Serialize(one), JsonSerializer.Serialize(other));
        return first == second
            ? one
            : (string.CompareOrdinal(first, second) < 0 ? one : other) with { Restriction = "listed twice, and not the same" };
    }
}
