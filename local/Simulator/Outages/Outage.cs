namespace OpsFunctions.Simulator.Outages;

/// <summary>Something that is wrong with a machine: the truth, for judging alone.</summary>
public sealed class Outage
{
    private readonly TimeProvider _time;
    private volatile Ending? _ending;

    internal Outage(Machine machine, OutageKind kind, OutageOptions options, DateTimeOffset beganAt, string id, TimeProvider time) =>
        (Machine, Kind, Options, BeganAt, Id, _time) = (machine, kind, options, beganAt, id, time);

    /// <summary>A GUID, derived from machine, kind and begin.</summary>
    public string Id { get; }

    /// <summary>Whose it is.</summary>
    public Machine Machine { get; }

    /// <summary>What is wrong.</summary>
    public OutageKind Kind { get; }

    /// <summary>How it is otherwise than usual.</summary>
    public OutageOptions Options { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset BeganAt { get; }

    /// <summary>Id of the outage that it is the return of; null: it is the first.</summary>
    public string? ReturnOf { get; internal init; }

    /// <summary>What ends it.</summary>
    public OutageCures Cures => Options.Cures ?? OutageRules.CuresOf(Kind, Options);

    /// <summary>When it ended; null: it lasts.</summary>
    public DateTimeOffset? EndedAt => Ended?.At;

    /// <summary>By what: a name of an operation, for example VirtualMachines_Restart; script, disk, size, time, person; null: it
    /// lasts.</summary>
    public string? EndedBy => Ended?.By;

    /// <summary>By whom: object id of an application, or a person's name; null: it lasts, or ended by itself.</summary>
    public string? EndedByWhom => Ended?.Who;

    /// <summary>vCPUs of the machine when it began.</summary>
    internal int Vcpus { get; init; }

    /// <summary>When its disk was made larger, and its file system not yet; null: it was not.</summary>
    internal DateTimeOffset? GrownAt { get; set; }

    internal DateTimeOffset? Until => _ending?.At;

    private Ending? Ended => _ending is { } ending && ending.At <= _time.GetUtcNow() ? ending : null;

    internal bool IsAt(long ticks) => BeganAt.UtcTicks <= ticks && !(_ending?.At.UtcTicks <= ticks);

    /// <summary>The earlier end holds.</summary>
    internal bool End(DateTimeOffset at, string by, string? who)
    {
        if (_ending is { } known && known.At <= at)
            return false;
        _ending = new Ending(at, by, who);
        return true;
    }

    private sealed record Ending(DateTimeOffset At, string By, string? Who);
}
