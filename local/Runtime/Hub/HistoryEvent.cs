using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace OpsFunctions.Local.Hub;

/// <summary>One thing that happened to an execution. Replaying them in order brings the orchestrator back to where it was.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(TurnStarted), "turn")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(ActivityScheduled), "activity")]
[JsonDerivedType(typeof(ChildScheduled), "child")]
[JsonDerivedType(typeof(TimerCreated), "timer")]
[JsonDerivedType(typeof(EventSent), "sent")]
[JsonDerivedType(typeof(TaskCompleted), "completed")]
[JsonDerivedType(typeof(TaskFailed), "failed")]
[JsonDerivedType(typeof(TimerFired), "fired")]
[JsonDerivedType(typeof(TimerCancelled), "cancelled")]
[JsonDerivedType(typeof(EventRaised), "raised")]
[JsonDerivedType(typeof(Suspended), "suspended")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(Terminated), "terminated")]
internal abstract record HistoryEvent;

/// <summary>The orchestrator runs, at this time.</summary>
internal sealed record TurnStarted(DateTime At) : HistoryEvent;

internal sealed record Started : HistoryEvent;

/// <summary>Result of an activity or of a sub-orchestration.</summary>
internal sealed record TaskCompleted(int Call, string? Result) : HistoryEvent;

internal sealed record TaskFailed(int Call, TaskFailureDetails Failure) : HistoryEvent;

internal sealed record TimerFired(int Call) : HistoryEvent;

/// <summary>Spares a restart the timers nobody waits for; a replay cancels them by itself.</summary>
internal sealed record TimerCancelled(int Call) : HistoryEvent;

internal sealed record EventRaised(string Name, string? Payload) : HistoryEvent;

internal sealed record Suspended(string? Reason) : HistoryEvent;

internal sealed record Resumed(string? Reason) : HistoryEvent;

internal sealed record Terminated(string? Output, bool Recursive) : HistoryEvent;
