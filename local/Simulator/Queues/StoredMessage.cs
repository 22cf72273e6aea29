namespace OpsFunctions.Simulator.Queues;

/// <summary>A message as it was at one moment.</summary>
/// <param name="Id">In the form of a GUID, derived from queue and number.</param>
/// <param name="Number">Which one of the queue it was, from 1.</param>
/// <param name="Text">As it was sent.</param>
/// <param name="Inserted">Ticks, as all moments here.</param>
/// <param name="Expires">From when on it is gone.</param>
/// <param name="Visible">From when on it can be got.</param>
internal sealed record StoredMessage(string Id, long Number, string Text, long Inserted, long Expires, long Visible)
{
    /// <summary>In the order in which messages are given out: by the moment they become visible, then by their insertion.</summary>
    public static IComparer<StoredMessage> ByVisible { get; } = Comparer<StoredMessage>.Create(
        static (a, b) => a.Visible != b.Visible ? a.Visible.CompareTo(b.Visible) : a.Number.CompareTo(b.Number));

    public static IComparer<StoredMessage> ByExpiry { get; } = Comparer<StoredMessage>.Create(
        static (a, b) => a.Expires != b.Expires ? a.Expires.CompareTo(b.Expires) : a.Number.CompareTo(b.Number));

    /// <summary>How often it was got.</summary>
    public int Dequeued { get; init; }

    /// <summary>How often its pop receipt has changed.</summary>
    public int Receipts { get; init; }

    /// <summary>What whoever got it last shows to update or delete it.</summary>
    public string PopReceipt { get; init; } = "";
}
