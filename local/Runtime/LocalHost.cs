using Microsoft.DurableTask.Client;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local;

/// <summary>The running local host, as rehearsals and tests see it.</summary>
public sealed class LocalHost
{
    private readonly TaskHub _hub;

    internal LocalHost(WorkMeter work, DurableTaskClient client, TaskHub hub)
    {
        _hub = hub;
        Work = work;
        Client = client;
    }

    /// <summary>Where HTTP functions answer; null without a listener and before the start.</summary>
    public Uri? Address { get; internal set; }

    public WorkMeter Work { get; }

    public DurableTaskClient Client { get; }

    /// <summary>History events that an instance has cost so far, over all its generations; null where there is none.</summary>
    public long? HistoryLength(string instanceId) => _hub.Store.Find(instanceId)?.HistoryLength;
}
