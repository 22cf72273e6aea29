using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>Every call of a client takes so much longer, in real time, as if Azure were that far away.</summary>
internal sealed class DelayedTransport(HttpPipelineTransport inner) : HttpPipelineTransport
{
    private readonly Lock _lock = new();
    private int _waiting;
    private long _since;
    private TimeSpan _waited;

    /// <summary>Added to each call; zero adds nothing.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Time in which at least one call was waiting for its latency: what it adds to the critical path is this or less.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock)
                return _waited;
        }
    }

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Only asynchronous calls are measured.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (Latency > TimeSpan.Zero)
            await WaitAsync(message.CancellationToken);
        await inner.ProcessAsync(message);
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        lock (_lock)
            if (_waiting++ == 0)
                _since = Stopwatch.GetTimestamp();
        try
        {
            await Task.Delay(Latency, ct);
        }
        finally
        {
            lock (_lock)
                if (--_waiting == 0)
                    _waited += Stopwatch.GetElapsedTime(_since);
        }
    }
}
