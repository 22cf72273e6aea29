using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>What a function's queue trigger names: its queue, and where messages go that nothing helps.</summary>
internal sealed class QueueTrigger
{
    /// <exception cref="InvalidOperationException">The queue's name or its connection cannot be used; says what to set.</exception>
    public QueueTrigger(FunctionInfo function, LocalHostOptions host, QueueMessageEncoding encoding)
    {
        Function = function.Name;
        var name = QueueName.Parse(Function, function.Trigger.Text("queueName") ?? string.Empty, host.Setting);
        var account = QueueAccount.Find(Function, function.Trigger.Text("connection"), host);
        Queue = account.Queue(name, encoding, options => options.MessageDecodingFailed += failed => OnUndecodable(failed.ReceivedMessage));
        if (QueueName.Poison(name) is { } poison)
        {
            Poison = account.Queue(poison, encoding);
            RawPoison = account.Queue(poison, QueueMessageEncoding.None);
        }
    }

    public string Function { get; }

    public QueueClient Queue { get; }

    /// <summary>Null where there can be none: the queue is one itself, or its name is too long.</summary>
    public QueueClient? Poison { get; }

    /// <summary>The same queue, for messages that are passed on as they are.</summary>
    public QueueClient? RawPoison { get; }

    /// <summary>Called, before those are handed out that can be, for each message that cannot be decoded.</summary>
    public Func<QueueMessage, Task> OnUndecodable { get; set; } = _ => Task.CompletedTask;
}
