using Azure.Core.Pipeline;
using OpsFunctions.FunctionsHost.Queues;
using OpsFunctions.FunctionsHost.Store;

namespace OpsFunctions.FunctionsHost;

/// <summary>Settings of the local host.</summary>
public sealed record LocalHostOptions
{
    /// <summary>The clock of orchestrations, timers and time-outs. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// In simulated time: one root orchestration after the other, by moment and id, and one step at a time, each time
    /// <see cref="LocalHost.Next"/> is called. Then nothing depends on how busy the machine is. Default: false, whatever is due runs at
    /// once.
    /// </summary>
    public bool InSequence { get; init; }

    /// <summary>File of the SQLite store. Default: null, everything is kept in memory.</summary>
    public string? StorePath { get; init; }

    /// <summary>Records of ended instances that memory holds, 1 and more; in a file all are kept. Default: 10,000.</summary>
    public int KeptInMemory { get; init; } = MemoryStore.MostEnded;

    /// <summary>Port on loopback; 0: any free port. Default: null, no listener.</summary>
    public int? HttpPort { get; init; }

    /// <summary>Default: null, looked for in the app's folder and in those above it.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>App settings by name, for <c>%Name%</c> in bindings and for connections of queue triggers. Default: none.</summary>
    public Func<string, string?> Setting { get; init; } = _ => null;

    /// <summary>How long a worker may take to be ready, in real time. Default: 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long running functions may go on when the host stops. Default: 30 s.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Activities that run at the same time, 1 or more. Default: what host.json says, or 10.</summary>
    public int? MaxConcurrentActivities { get; init; }

    /// <summary>Turns of orchestrators that run at the same time, 1 or more. Default: what host.json says, or 10.</summary>
    public int? MaxConcurrentTurns { get; init; }

    /// <summary>Longest request body, bytes. Default: 100 MiB, as the official host; the app's own bound is smaller.</summary>
    public long MaxRequestBodyBytes { get; init; } = 100 << 20;

    /// <summary>The way to storage, and to the identity that opens it, for queue triggers. Default: null, the network.</summary>
    public HttpPipelineTransport? StorageTransport { get; init; }

    /// <summary>
    /// Whether the host stops on ids and payloads that other backends of Durable refuse: <see cref="PortableBatch"/>. Default: false.
    /// </summary>
    public bool IsPortable { get; init; }

    /// <summary>Tells when a queue has something to look at. Default: null, queues are polled as the official host does.</summary>
    public IQueueWatch? Queues { get; init; }

    /// <summary>What is between the task hub and its store: a crash at a commit.</summary>
    internal Func<ITaskHubStore, ITaskHubStore>? Store { get; init; }
}
