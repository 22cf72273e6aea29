namespace OpsFunctions.Simulator.Queues;

/// <summary>What a path names: account, queue, whether its messages, and one of them. What is not given is empty.</summary>
internal sealed record QueuePlace(string Account, string Queue, bool IsMessages, string Message)
{
    /// <summary>Null: no path of the service.</summary>
    public static QueuePlace? Of(string account, string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [] => new(account, "", IsMessages: false, ""),
        [var queue] => new(account, queue, IsMessages: false, ""),
        [var queue, "messages"] => new(account, queue, IsMessages: true, ""),
        [var queue, "messages", var message] => new(account, queue, IsMessages: true, message),
        _ => null,
    };
}
