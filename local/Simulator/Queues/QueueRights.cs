using OpsFunctions.Simulator.Governance;

namespace OpsFunctions.Simulator.Queues;

/// <summary>
/// What an operation on queues needs, as documented («Permissions for calling data operations»): one of several sets of actions.
/// </summary>
internal static class QueueRights
{
    private const string Queues = "Microsoft.Storage/storageAccounts/queueServices/queues";
    private const string Messages = Queues + "/messages";

    private static readonly NeededAction PutMessage = new($"{Messages}/add/action", IsData: true);
    private static readonly NeededAction WriteMessage = new($"{Messages}/write", IsData: true);
    private static readonly NeededAction ProcessMessage = new($"{Messages}/process/action", IsData: true);
    private static readonly NeededAction ReadMessage = new($"{Messages}/read", IsData: true);
    private static readonly NeededAction DeleteMessage = new($"{Messages}/delete", IsData: true);

    private static readonly NeededAction[][] Add = [[PutMessage], [WriteMessage]];
    private static readonly NeededAction[][] Process = [[ProcessMessage], [DeleteMessage, ReadMessage]];
    private static readonly NeededAction[][] Remove = [[ProcessMessage], [DeleteMessage]];
    private static readonly NeededAction[][] Look = [[ReadMessage]];
    private static readonly NeededAction[][] Clear = [[DeleteMessage]];
    private static readonly NeededAction[][] Update = [[WriteMessage]];
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
    public static string ScopeOf(string account, string queue) =>
        queue.Length == 0 ? account : $"{account}/queueServices/default/queues/{queue}";
}
