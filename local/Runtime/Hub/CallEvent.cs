using System.Globalization;

namespace OpsFunctions.Local.Hub;

/// <summary>A call the orchestrator made; calls are numbered from 0 within an execution.</summary>
internal abstract record CallEvent(int Call) : HistoryEvent
{
    /// <summary>What a replay must ask for again: kind and name. Inputs may differ, as officially.</summary>
    public abstract string Describe();
}

internal sealed record ActivityScheduled(int Call, string Name, string? Input) : CallEvent(Call)
{
    public override string Describe() => $"activity '{Name}'";
}

internal sealed record ChildScheduled(int Call, string Name, string InstanceId, string? Input, string? Version) : CallEvent(Call)
{
    public override string Describe() => $"sub-orchestration '{Name}'";
}

internal sealed record TimerCreated(int Call, DateTime FireAt) : CallEvent(Call)
{
    // Not the time itself: it is computed from the turn's, which a replay repeats anyway.
    public override string Describe() => "timer";
}

internal sealed record EventSent(int Call, string InstanceId, string Name, string? Payload) : CallEvent(Call)
{
    public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"event '{Name}' to '{InstanceId}'");
}
