using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Reads management locks (<c>Microsoft.Authorization/locks</c>).</summary>
public sealed class LockReader(AzureIdentities identities)
{
    private const string Path = "/providers/Microsoft.Authorization/locks";

    /// <summary>Those that hold for a resource, its own and inherited ones.</summary>
    /// <param name="capability">Which wants to change it.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<ResourceLock>> OfAsync(string capability, string resourceId, CancellationToken ct) =>
        [.. (await ReadAsync(capability, resourceId, ct)).Select(one => one.Lock).OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>All of a subscription, on whatever in it: one call for many resources.</summary>
    /// <param name="capability">Which wants to change something there.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<ScopedLock>> OfSubscriptionAsync(string capability, string subscription, CancellationToken ct) =>
    [
        .. (await ReadAsync(capability, $"/subscriptions/{subscription}", ct))
            .OrderBy(one => one.Scope, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Lock.Name, StringComparer.Ordinal),
    ];

    private async Task<List<ScopedLock>> ReadAsync(string capability, string scope, CancellationToken ct)
    {
        var locks = new List<ScopedLock>();
        await identities.ReadingFor(capability).ArmPipeline.ListAsync(ArmAddress.Of(scope, Path, "2020-05-01"), one =>
        {
            if (one.Get("properties").Get("level").Text() is { } level)
                locks.Add(new(ScopeOf(one.Get("id").Text()) ?? scope, new(one.Get("name").Text() ?? "without a name", level)));
        }, ct);
        return locks;
    }

    private static string? ScopeOf(string? id) =>
        id?.LastIndexOf(Path, StringComparison.OrdinalIgnoreCase) is > 0 and var end ? id[..end] : null;
}

/// <summary>A lock and the resource, group or subscription it is on.</summary>
public sealed record ScopedLock(string Scope, ResourceLock Lock);
