using System.Globalization;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Http;

/// <summary>
/// The ids and the date that an answer carries. An id is a hash of what is asked, of the moment and of how often it was asked then, so it
/// does
/// not depend on the order of parallel requests.
/// </summary>
internal sealed class RequestIds(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, int> _asked = [];
    private long _ticks;

    public void Write(Exchange exchange)
    {
        var now = time.GetUtcNow();
        var id = Next(Noise.Of($"{exchange.Method} {exchange.Host}{exchange.Path}{exchange.Request.QueryString}"), now.UtcTicks).ToString();
        exchange.Context.TraceIdentifier = id;
        exchange.SetHeader("x-ms-request-id", id);
        if (IsOfAzure(exchange.Host))
            exchange.SetHeader("Date", now.ToString("R", CultureInfo.InvariantCulture));
        if (exchange.Header("x-ms-client-request-id") is { } sent
            && (IsStorage(exchange.Host) || exchange.Header("x-ms-return-client-request-id") is "true"))
            exchange.SetHeader("x-ms-client-request-id", sent);
        if (exchange.Host is not "management.azure.com")
            return;
        exchange.SetHeader("x-ms-correlation-request-id", exchange.Header("x-ms-correlation-request-id") ?? id);
        exchange.SetHeader("x-ms-routing-request-id",
            $"WESTEUROPE:{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}:{id}");
    }

    private Guid Next(ulong what, long ticks)
    {
        int nth;
        lock (_lock)
        {
            if (ticks != _ticks)
                _asked.Clear();
            _ticks = ticks;
            nth = _asked[what] = _asked.GetValueOrDefault(what) + 1;
        }
        return Noise.Id(Noise.Mix(what ^ (ulong)ticks, nth), "request");
    }

    // Tokens and callers go by the real clock, see Identity.
    private static bool IsOfAzure(string host) => host is "management.azure.com" or "graph.microsoft.com" || IsStorage(host)
        || host.EndsWith(".metrics.monitor.azure.com", StringComparison.Ordinal);

    private static bool IsStorage(string host) => host.EndsWith(".core.windows.net", StringComparison.Ordinal);
}
