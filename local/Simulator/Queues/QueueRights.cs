using OpsFunctions.Simulator.Governance;

namespace OpsFunctions.Simulator.Queues;

/// <summary>
/// What an operation on queues needs, as documented («Permissions for calling data operations»): one of several sets of actions.
/// </summary>
internal static class QueueRights
{
    private const string Queues = "Microsoft.Storage/storageAccounts/queueServices/queues";
    private const string Messages = Queues + "/messages";

    private static readonly NeededAction[][] Add = [[new($"{Messages}/add/action", IsData: true)], [new($"{Messages}/write", IsData: true)]];
    private static readonly NeededAction[][] Process =
    [
        [new($"{Messages}/process/action", IsData: true)],
        [new($"{Messages}/delete", IsData: true), new($"{Messages}/read", IsData: true)],
    ];

    private static readonly NeededAction[][] Remove = [[new($"{Messages}/process/action", IsData: true)], [new($"{Messages}/delete", IsData: true)]];
    private static readonly NeededAction[][] Look = [[new($"{Messages}/read", IsData: true)]];
    private static readonly NeededAction[][] Clear = [[new($"{Messages}/delete", IsData: true)]];
    private static readonly NeededAction[][] Update = [[new($"{Messages}/write", IsData: true)]];
    private static readonly NeededAction[][] ReadQueue = [[new($"{Queues}/read", IsData: false)]];
    private static readonly NeededAction[][] WriteQueue = [[new($"{Queues}/write", IsData: false)]];
    private static readonly NeededAction[][] DeleteQueue = [[new($"{Queues}/delete", IsData: false)]];

    public static NeededAction[][] Of(string operation) => operation switch
    {
        "Messages_Enqueue" => Add,
        "Messages_Dequeue" => Process,
        "Messages_Peek" => Look,
        "Messages_Clear" => Clear,
        "MessageId_Update" => Update,
        "MessageId_Delete" => Remove,
        "Queue_Create" or "Queue_SetMetadata" => WriteQueue,
        "Queue_Delete" => DeleteQueue,
        _ => ReadQueue,
    };

    /// <summary>Where a role must hold: the queue, or above it.</summary>
    public static string ScopeOf(string account, string queue) => queue.Length == 0 ? account : $"{account}/queueServices/default/queues/{queue}";
}
