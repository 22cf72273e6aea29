using OpsFunctions.Simulator.Power;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A snapshot over time: what it was at each moment, from when on it was there, and until when.</summary>
internal sealed class SnapshotEntry(Snapshot first, DateTimeOffset from, string caller, long nth)
{
    private readonly History<Snapshot> _states = new(first);
    private long _until = long.MaxValue;
    private volatile string? _deletedBy;

    public string Id { get; } = first.Id;

    public string SubscriptionId { get; } = first.SubscriptionId;

    /// <summary>Its place among all that there were.</summary>
    public long Nth => nth;

    /// <summary>What it is, or was at last.</summary>
    public Snapshot Last => _states.Last;

    /// <summary>When it came to be, whatever it says about itself.</summary>
    public DateTimeOffset From => from;

    /// <summary>When it was deleted; null: it is there.</summary>
    public DateTimeOffset? Until => Volatile.Read(ref _until) is not long.MaxValue and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Who had it taken.</summary>
    public string Caller => caller;

    /// <summary>Who had it deleted; null: it is there.</summary>
    public string? DeletedBy => _deletedBy;

    public Snapshot At(DateTimeOffset time) => _states.At(time.UtcTicks);

    public bool Exists(DateTimeOffset at) => from <= at && at.UtcTicks < Volatile.Read(ref _until);

    public void Change(Snapshot state, DateTimeOffset at) => _states.Set(state, at.UtcTicks);

    public void End(DateTimeOffset at, string by)
    {
        _deletedBy = by;
        Volatile.Write(ref _until, at.UtcTicks);
    }
}
