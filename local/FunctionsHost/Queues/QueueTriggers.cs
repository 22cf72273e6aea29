using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>All queue triggers of the app.</summary>
internal sealed class QueueTriggers : IDisposable
{
    private readonly List<QueueListener> _listeners = [];

    /// <exception cref="InvalidOperationException">A name or a connection cannot be used; says what to set.</exception>
    public QueueTriggers(
        IEnumerable<FunctionInfo> functions,
        LocalHostOptions host,
        QueueOptions options,
        WorkMeter meter,
        Steps steps,
        Invoker invoker,
        ILogger log)
    {
        // All are read before one listens: what is missing stops the start.
        foreach (var trigger in functions.Select(f => new QueueTrigger(f, host, options.MessageEncoding)).ToList())
        {
            var run = new MessageRun(trigger, options, invoker, host.Time, log) { OnPoison = Notify };
            trigger.OnUndecodable = run.UndecodableAsync;
            _listeners.Add(new QueueListener(trigger, options, run, host, meter, steps, log));
        }
    }

    public void Start() => _listeners.ForEach(l => l.Start());

    /// <summary>No new messages are taken.</summary>
    public void Stop() => _listeners.ForEach(l => l.Stop());

    /// <summary>Gives back what was taken and not begun.</summary>
    public Task EndAsync() => Task.WhenAll(_listeners.Select(l => l.EndAsync()));

    public void Dispose() => _listeners.ForEach(l => l.Dispose());

    // Officially, too, only the name counts, not the account: a look too many costs nothing.
    private void Notify(string queue) =>
        _listeners.FindAll(l => string.Equals(l.QueueName, queue, StringComparison.Ordinal)).ForEach(l => l.Notify());
}
