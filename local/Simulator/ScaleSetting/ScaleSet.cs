using System.Globalization;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Power;

namespace OpsFunctions.Simulator.ScaleSetting;

/// <summary>A scale set and its machines, numbered from 0; a number never comes again. Written by one at a time.</summary>
internal sealed class ScaleSet(string id, string subscriptionId, string region, string size)
{
    private volatile ScaleSetMachine[] _machines = [];
    private volatile long[] _versions = [];
    private int _next;

    public string Id => id;

    public string SubscriptionId => subscriptionId;

    public string Region => region;

    public string Size => size;

    public string Name => id[(id.LastIndexOf('/') + 1)..];

    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is gone; null: it stays.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>How many machines were asked for last.</summary>
    public int Capacity { get; private set; }

    public LongOperation? Operation { get; private set; }

    public IReadOnlyList<ScaleSetMachine> At(DateTimeOffset time) => [.. _machines.Where(one => one.Exists(time))];

    public ScaleSetMachine? Find(string instance, DateTimeOffset time) =>
        Array.Find(_machines, one => one.InstanceId == instance && one.Exists(time));

    public void Grow(int by, DateTimeOffset now, DateTimeOffset up)
    {
        for (var i = 0; i < by; i++)
        {
            var number = _next++;
            _machines = [.. _machines, new ScaleSetMachine(this, number.ToString(CultureInfo.InvariantCulture), now, up)];
        }
        Capacity += by;
    }

    /// <summary>Assumed: the youngest go first.</summary>
    public void Shrink(int by, DateTimeOffset now, DateTimeOffset gone) =>
        Remove([.. At(now).Where(one => one.GoneAt is null).TakeLast(by)], gone);

    public void Remove(IReadOnlyList<ScaleSetMachine> machines, DateTimeOffset gone)
    {
        foreach (var machine in machines)
            machine.GoneAt = gone;
        Capacity -= machines.Count;
    }

    public void Began(LongOperation operation)
    {
        Operation = operation;
        _versions = [.. _versions, operation.Start.UtcTicks, operation.End.UtcTicks];
    }

    public string EtagAt(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{2 + _versions.Count(ticks => ticks <= time.UtcTicks)}\"");
}

/// <summary>A machine of a scale set.</summary>
internal sealed class ScaleSetMachine(ScaleSet set, string instanceId, DateTimeOffset from, DateTimeOffset up)
{
    private readonly History<MachinePower> _power = Started(up);

    public ScaleSet Set => set;

    public string InstanceId => instanceId;

    public DateTimeOffset CreatedAt => from;

    /// <summary>When it is gone, or going to be; null: it stays.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    public LongOperation? Operation { get; set; }

    public bool Exists(DateTimeOffset at) => !(GoneAt <= at);

    public MachinePower PowerAt(DateTimeOffset at) => _power.At(at.UtcTicks);

    public void Change(LongOperation operation, MachinePower during, MachinePower after)
    {
        _power.Set(during, operation.Start.UtcTicks);
        _power.Set(after, operation.End.UtcTicks);
    }

    private static History<MachinePower> Started(DateTimeOffset up)
    {
        var power = new History<MachinePower>(MachinePower.Starting);
        power.Set(MachinePower.Running, up.UtcTicks);
        return power;
    }
}
