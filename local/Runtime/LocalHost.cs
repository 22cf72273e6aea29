using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local;

/// <summary>The running local host, as rehearsals and tests see it.</summary>
public sealed class LocalHost
{
    internal LocalHost(WorkMeter work, DurableTaskClient client)
    {
        Work = work;
        Client = client;
    }

    /// <summary>Where HTTP functions answer; null without a listener and before the start.</summary>
    public Uri? Address { get; internal set; }

    public WorkMeter Work { get; }

    public DurableTaskClient Client { get; }
}
