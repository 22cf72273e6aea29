using OpsFunctions.Simulator.Power;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>Something over time: what it was at each moment, from when on it was there, and until when.</summary>
/// <param name="first">What it is at first.</param>
/// <param name="id">Its resource id.</param>
/// <param name="subscriptionId">A GUID in lower case.</param>
/// <param name="from">When it came to be, whatever it says about itself.</param>
/// <param name="caller">Who had it made.</param>
/// <param name="nth">Its place among all that there were.</param>
internal sealed class Kept<T>(T first, string id, string subscriptionId, DateTimeOffset from, string caller, long nth)
{
    private readonly History<T> _states = new(first);
    private long _until = long.MaxValue;
    private volatile string? _deletedBy;

    public string Id => id;

    public string SubscriptionId => subscriptionId;

    public long Nth => nth;

    /// <summary>What it is, or was at last.</summary>
    public T Last => _states.Last;

    public DateTimeOffset From => from;

    /// <summary>When it was deleted, or is going to be; null: it stays.</summary>
    public DateTimeOffset? Until =>
        Volatile.Read(ref _until) is not long.MaxValue and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public string Caller => caller;

    /// <summary>Its deletion has begun; it is there until that ends.</summary>
    public bool IsLeaving => Volatile.Read(ref _until) is not long.MaxValue;

    /// <summary>Who had it deleted; null: it is there.</summary>
    public string? DeletedBy => _deletedBy;

    public T At(DateTimeOffset time) => _states.At(time.UtcTicks);

    public bool Exists(DateTimeOffset at) => from <= at && at.UtcTicks < Volatile.Read(ref _until);

    public void Change(T state, DateTimeOffset at) => _states.Set(state, at.UtcTicks);

    public void End(DateTimeOffset at, string by)
    {
        _deletedBy = by;
        Volatile.Write(ref _until, at.UtcTicks);
    }
}
