using OpsFunctions.FunctionsHost.Queues;
using OpsFunctions.Simulator.Queues;

namespace OpsFunctions.Local.Cli;

/// <summary>Tells the local host when a queue of simulated Azure has something to look at: in simulated time nobody polls.</summary>
internal sealed class SimulatedQueueWatch(SimulatedQueues queues) : IQueueWatch
{
    public IDisposable Watch(Uri queue, Action changed) => queues.Watch(Account(queue), Name(queue), changed);

    public DateTimeOffset? NextVisible(Uri queue) => queues.NextVisible(Account(queue), Name(queue));

    private static string Account(Uri queue) => queue.Host.Split('.')[0];

    private static string Name(Uri queue) => queue.AbsolutePath.Trim('/');
}
