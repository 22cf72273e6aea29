using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Hub;

/// <summary>The context of one execution.</summary>
internal sealed class OrchestratorContext(Execution execution) : TaskOrchestrationContext
{
    private readonly DataConverter _converter = execution.Services.Converter;
    private int _guids;

    public override TaskName Name => execution.Record.Name;

    public override string InstanceId => execution.Record.Id;

    public override ParentOrchestrationInstance? Parent =>
        execution.Record.Parent is { } parent ? new(parent.Name, parent.Id) : null;

    public override DateTime CurrentUtcDateTime => execution.Now;

    public override bool IsReplaying => execution.IsReplaying;

    public override string Version => execution.Record.Version ?? string.Empty;

    public object? CustomStatus { get; private set; }

    /// <summary>Set, be it to null: what is never set stays as the generation before left it.</summary>
    public bool HasCustomStatus { get; private set; }

    public string? SerializedInput => execution.Record.Input;

    protected override ILoggerFactory LoggerFactory => execution.Services.Loggers;

    public override T? GetInput<T>()
        where T : default => _converter.Deserialize<T>(execution.Record.Input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        ThrowIfMistaken(input, options);
        var json = _converter.Serialize(input);
        return await Retries.RunAsync(this, options?.Retry, CallAsync);

        async Task<TResult> CallAsync() =>
            Read<TResult>(await execution.AnswerAsync(execution.Call(id => new ActivityScheduled(id, name.Name, json))));
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        ThrowIfMistaken(input, options);
        var json = _converter.Serialize(input);

        // One id for all attempts, as officially: a retry replaces the instance that failed.
        var child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        return await Retries.RunAsync(this, options?.Retry, CallAsync);

        async Task<TResult> CallAsync() => Read<TResult>(await execution.AnswerAsync(
            execution.Call(id => new ChildScheduled(id, orchestratorName.Name, child, json, options?.Version?.Version))));
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = execution.Call(id => new TimerCreated(id, fireAt.ToUniversalTime()));
        var fired = execution.AnswerAsync(timer);
        await using var cancel = cancellationToken.Register(() => execution.CancelTimer(timer.Call, cancellationToken));
        await fired;
    }

    public override Task<T?> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
        where T : default
    {
        execution.ThrowIfElsewhere();
        return execution.Events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        execution.Call(id => new EventSent(id, instanceId, eventName, _converter.Serialize(payload)));

    public override void SetCustomStatus(object? customStatus)
    {
        execution.ThrowIfElsewhere();
        CustomStatus = customStatus;
        HasCustomStatus = true;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        execution.ThrowIfElsewhere();
        execution.Continuation = options;
    }

    // The generation keeps ids apart where an orchestration continues as new within one moment of simulated time.
    public override Guid NewGuid()
    {
        execution.ThrowIfElsewhere();
        return NameGuid.Create($"{InstanceId}_{CurrentUtcDateTime:o}_{execution.Record.Generation}_{_guids++}");
    }

    private static void ThrowIfMistaken(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException($"A {nameof(TaskOptions)} was passed as the input; name the parameter 'options' if it is meant as such.", nameof(input));
        }
    }

    private TResult Read<TResult>(string? json) => _converter.Deserialize<TResult>(json)!;
}
