using System.Collections.Concurrent;
using System.Globalization;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Throttling;

/// <summary>A call that came too soon.</summary>
internal sealed record TooSoon(string Code, string Message, TimeSpan RetryAfter);

/// <summary>Counts calls against the published limits, on simulated time, and writes what is left into the answer's headers.</summary>
internal sealed class Throttle(TimeProvider time, bool enforce)
{
    private readonly ConcurrentDictionary<(string Limit, string Scope), TokenBucket> _buckets = new();
    private readonly ConcurrentDictionary<string, QueryWindow> _windows = new(StringComparer.Ordinal);

    /// <summary>Null: go ahead.</summary>
    public TooSoon? Admit(Exchange exchange, Operation operation)
    {
        var principal = exchange.Caller?.PrincipalId ?? "";
        if (operation.Quota is Quota.ResourceGraph)
            return AdmitQuery(exchange, principal);
        TooSoon? refused = null;
        foreach (var limit in LimitsOf(operation, exchange.Method is "DELETE"))
        {
            var scope = limit.PerMachine ? MachineOf(operation.Target)
                : limit == Limit.GlobalReads ? operation.SubscriptionId
                : $"{principal}|{operation.SubscriptionId}";
            var now = time.GetUtcNow().UtcTicks;
            var bucket = _buckets.GetOrAdd(
                (limit.Name, scope ?? ""), static (_, start) => new TokenBucket(start.limit.Capacity, start.limit.PerSecond, start.now),
                (limit, now));
            var (taken, left, wait) = bucket.Take(now, enforce);
            // One header tells all limits of a provider.
            var told = exchange.Response.Headers[limit.Header].ToString();
            exchange.SetHeader(limit.Header, (told.Length > 0 ? told + "," : "") + limit.HeaderPrefix
                + left.ToString(CultureInfo.InvariantCulture));
            if (!taken)
                refused ??= new TooSoon(limit.Code, Message(operation, wait), wait);
        }
        return refused;
    }

    private TooSoon? AdmitQuery(Exchange exchange, string principal)
    {
        var (taken, left, reset) = _windows.GetOrAdd(principal, static _ => new QueryWindow()).Take(time.GetUtcNow(), enforce);
        var text = left.ToString(CultureInfo.InvariantCulture);
        exchange.SetHeader("x-ms-user-quota-remaining", text);
        exchange.SetHeader("x-ms-user-quota-resets-after", reset.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture));
        exchange.SetHeader("x-ms-ratelimit-remaining-tenant-resource-requests", text);
        return taken
            ? null
            : new TooSoon(
                "RateLimiting",
                "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.", reset);
    }

    private static Limit[] LimitsOf(Operation operation, bool isDelete) => operation.Quota switch
    {
        Quota.ArmRead => operation.SubscriptionId is null ? [Limit.TenantReads] : [Limit.Reads, Limit.GlobalReads],
        Quota.ArmWrite => [Writes(operation, isDelete)],
        Quota.ComputeGet => [Limit.Reads, Limit.GlobalReads, Limit.ComputeGet, Limit.MachineGet],
        Quota.ComputeList => [Limit.Reads, Limit.GlobalReads, Limit.ComputeList],
        Quota.ComputeWrite => [Writes(operation, isDelete), Limit.Updates, Limit.MachineWrite],
        Quota.ComputeDeallocate => [Limit.Writes, Limit.MachineDeallocate],
        // Recorded: counted over all principals, and by Compute itself.
        Quota.ComputeOperation => [Limit.GlobalReads, Limit.Operation],
        Quota.MetricsList => [Limit.Reads, Limit.GlobalReads, Limit.MetricsList],
        Quota.MetricsBatch => [Limit.MetricsBatch],
        Quota.GraphReports => [Limit.GraphReports],
        _ => [],
    };

    private static Limit Writes(Operation operation, bool isDelete) => (operation.SubscriptionId is null, isDelete) switch
    {
        (false, false) => Limit.Writes,
        (false, true) => Limit.Deletes,
        (true, false) => Limit.TenantWrites,
        (true, true) => Limit.TenantDeletes,
    };

    // The machine's id, without what is asked of it.
    private static string MachineOf(string path) =>
        string.Join('/', path.ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries).Take(8));

    private static string Message(Operation operation, TimeSpan wait) =>
        $"Number of requests for subscription '{operation.SubscriptionId}' and operation '{operation.Action}' exceeded the backend storage limit. Please try again after '{JsonAnswers.Seconds(wait)}' seconds.";
}
