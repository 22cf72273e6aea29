using System.Collections.Concurrent;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>Who changed what: every call that reached its resource, and how the operation ended that it began. Kept for 90 days.</summary>
public sealed class ActivityLog
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly ConcurrentQueue<ActivityEntry> _entries = new();
    private readonly TimeProvider _time;

    internal ActivityLog(TimeProvider time) => _time = time;

    /// <summary>What is kept of it now, oldest first.</summary>
    public IReadOnlyList<ActivityEntry> Entries
    {
        get
        {
            var now = _time.GetUtcNow();
            return [.. _entries.Where(one => one.Time <= now && one.Time >= now - Kept).OrderBy(one => one.Time)];
        }
    }

    /// <summary>Sees every entry as it is made, also of an end still to come, with method and address where it was a call.</summary>
    internal Action<ActivityEntry, string?, string?>? Seen { get; set; }

    internal void Add(ActivityEntry entry, string? method = null, string? url = null)
    {
        _entries.Enqueue(entry);
        Seen?.Invoke(entry, method, url);
    }

    /// <summary>Writes down what the call did; how a long-running operation ends can be read from its end on.</summary>
    internal void Add(Exchange exchange, Operation operation)
    {
        var url = $"https://{exchange.Host}{exchange.Path}{exchange.Request.QueryString}";
        var (caller, action) = (exchange.Caller?.PrincipalId ?? "", operation.Action ?? "");
        if (exchange.Began is { } began)
        {
            Add(new ActivityEntry(began.Start, caller, action, began.Target, "Accepted", began.CorrelationId, Code: null));
            var status = began.Error is null ? "Succeeded" : "Failed";
            var ended = new ActivityEntry(began.End, caller, action, began.Target, status, began.CorrelationId, began.Error?.Code);
            Add(ended, exchange.Method, url);
            return;
        }
        var target = exchange.Method is "POST" ? operation.Target[..operation.Target.TrimEnd('/').LastIndexOf('/')] : operation.Target;
        var failed = exchange.Response.StatusCode >= 400;
        var correlation = Noise.Id(Noise.Of($"{exchange.Method} {target} {caller}"), _time.GetUtcNow()
            .ToString("O", System.Globalization.CultureInfo.InvariantCulture)).ToString();
        var code = failed ? exchange.Response.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        var entry = new ActivityEntry(_time.GetUtcNow(), caller, action, target, failed ? "Failed" : "Succeeded", correlation, code);
        Add(entry, exchange.Method, url);
    }
}
