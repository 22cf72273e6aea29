using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Reads the locks that hold for a resource, its own and inherited ones (<c>Microsoft.Authorization/locks</c>).</summary>
public sealed class LockReader(AzureClients clients)
{
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<ResourceLock>> OfAsync(string resourceId, CancellationToken ct)
    {
        var address = ArmAddress.Of(resourceId, "/providers/Microsoft.Authorization/locks", "2020-05-01");
        var locks = new List<ResourceLock>();
        await clients.ArmPipeline.ListAsync(address, one =>
        {
            if (one.Get("properties").Get("level").Text() is { } level)
                locks.Add(new(one.Get("name").Text() ?? "without a name", level));
        }, ct);
        return [.. locks.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }
}
