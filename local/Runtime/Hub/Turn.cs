using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Hub;

/// <summary>One turn of an orchestrator and what follows from it.</summary>
internal sealed record Turn(InstanceRecord Record, IReadOnlyList<HistoryEvent> Events)
{
    public required IReadOnlyList<HistoryEvent> Calls { get; init; }

    /// <summary>Events that the next generation starts with; null where the orchestration did not continue as new.</summary>
    public IReadOnlyList<HistoryEvent>? Carried { get; init; }

    public Terminated? Termination { get; init; }

    public static Turn Run(InstanceRecord record, IReadOnlyList<HistoryEvent> history, IEnumerable<Message> messages, HubServices services)
    {
        var now = services.UtcNow;
        List<HistoryEvent> news =
        [
            new TurnStarted(now),
            .. messages.Where(m => m.ExecutionId is null || string.Equals(m.ExecutionId, record.ExecutionId, StringComparison.Ordinal)).Select(m => m.Event),
        ];
        var execution = new Execution(record, services.Catalog.FindOrchestrator(record.Name), services);
        execution.Take(history, news);
        news.AddRange(execution.NewCalls);
        record = record with { UpdatedAt = now, HistoryLength = record.HistoryLength + news.Count };
        return new Turn(Conclude(record, execution, services.Converter), news)
        {
            // What a broken orchestrator asked for in its last turn is not carried out.
            Calls = execution.Violation is null && execution.Termination is null ? execution.NewCalls : [],
            Carried = IsContinued(execution) ? [.. Carry(execution)] : null,
            Termination = execution.Termination,
        };
    }

    /// <summary>The end of an instance whose turn could not be run at all.</summary>
    public static Turn Broken(InstanceRecord record, Exception exception) => new(Fail(record, exception), []) { Calls = [] };

    private static bool IsContinued(Execution execution) =>
        execution is { Violation: null, Termination: null, Continuation: not null, IsConcluded: true, Run.IsCompletedSuccessfully: true };

    private static IEnumerable<HistoryEvent> Carry(Execution execution)
    {
        var orders = execution.Untaken.Where(e => e is Suspended or Resumed or Terminated);
        return execution.Continuation!.PreserveUnprocessedEvents
            ? [.. execution.Events.Unread, .. execution.Untaken.Where(e => e is EventRaised), .. orders]
            : orders;
    }

    private static InstanceRecord Conclude(InstanceRecord record, Execution execution, DataConverter converter)
    {
        if (execution.Violation is { } violation)
        {
            return Fail(record, new InvalidOperationException(violation));
        }

        if (execution.Termination is { } termination)
        {
            return record with { Status = OrchestrationRuntimeStatus.Terminated, Output = termination.Output };
        }

        try
        {
            if (execution.Context.HasCustomStatus)
            {
                record = record with { CustomStatus = converter.Serialize(execution.Context.CustomStatus) };
            }

            return execution.Run switch
            {
                { IsCompletedSuccessfully: true } when execution is { IsConcluded: true, Continuation: { } next } => Continue(record, next, converter),
                { IsCompletedSuccessfully: true } run when execution.IsConcluded =>
                    record with { Status = OrchestrationRuntimeStatus.Completed, Output = converter.Serialize(run.Result) },
                { } run when execution.IsConcluded => Fail(record, run.Exception?.InnerException ?? new TaskCanceledException(run)),
                _ when execution.IsSuspended => record with { Status = OrchestrationRuntimeStatus.Suspended },
                null => record with { Status = OrchestrationRuntimeStatus.Pending },
                _ => record with { Status = OrchestrationRuntimeStatus.Running },
            };
        }
#pragma warning disable CA1031 // A result that cannot be serialised is the orchestrator's failure, whatever the converter throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(record, e);
        }
    }

    private static InstanceRecord Continue(InstanceRecord record, ContinueAsNewOptions next, DataConverter converter) => record with
    {
        Status = OrchestrationRuntimeStatus.Running,
        ExecutionId = Guid.NewGuid().ToString("N"),
        Generation = record.Generation + 1,
        Input = converter.Serialize(next.NewInput),
        Version = next.NewVersion ?? record.Version,
    };

    private static InstanceRecord Fail(InstanceRecord record, Exception exception) =>
        record with { Status = OrchestrationRuntimeStatus.Failed, Failure = Failures.Of(exception) };
}
