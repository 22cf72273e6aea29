using System.Collections.Immutable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Hub;

/// <summary>The official client on a hub in this process.</summary>
internal sealed class HubClient(TaskHub hub) : DurableTaskClient("local")
{
    private static readonly StoreQuery Ended = new()
    {
        Statuses = [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
    };

    private readonly DataConverter _converter = hub.Services.Converter;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        var now = hub.Services.UtcNow;
        var record = new InstanceRecord(id, orchestratorName.Name, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = now,
            UpdatedAt = now,
            Input = _converter.Serialize(input),
            Version = options?.Version?.Version,
            Tags = options is { Tags.Count: > 0 } ? options.Tags.ToImmutableDictionary(StringComparer.Ordinal) : null,
        };
        await hub.StartInstanceAsync(record, Refused(options?.DedupeStatuses), options?.StartAt?.UtcDateTime);
        return id;
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, new EventRaised(eventName, _converter.Serialize(eventPayload)), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Suspended(reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Resumed(reason), cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new Terminated(_converter.Serialize(options?.Output), options?.Recursive ?? false), cancellation);

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Metadata(await hub.WaitAsync(instanceId, r => r.Status != OrchestrationRuntimeStatus.Pending, cancellation), getInputsAndOutputs);

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Metadata(await hub.WaitAsync(instanceId, r => r.HasEnded, cancellation), getInputsAndOutputs);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(hub.Store.Find(instanceId) is { } record ? Metadata(record, getInputsAndOutputs) : null);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        filter ??= new OrchestrationQuery();
        var query = new StoreQuery
        {
            CreatedFrom = filter.CreatedFrom?.UtcDateTime,
            CreatedTo = filter.CreatedTo?.UtcDateTime,
            Statuses = filter.Statuses?.ToHashSet(),
            Prefix = filter.InstanceIdPrefix,
        };
        return Pageable.Create((token, size, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var limit = Math.Max(1, size ?? filter.PageSize);
            var found = hub.Store.Query(query, token ?? filter.ContinuationToken, limit);
            var next = found.Count == limit ? found[^1].Id : null;
            return Task.FromResult(new Page<OrchestrationMetadata>([.. found.Select(r => Metadata(r, filter.FetchInputsAndOutputs))], next));
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);

        // Of an instance that still runs, nothing goes.
        var isEnded = hub.Store.Find(instanceId)?.HasEnded == true;
        return new PurgeResult(isEnded ? await hub.PurgeAsync(WithChildren([instanceId], options).ToList()) : 0, true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(filter);
        var query = Ended with
        {
            CreatedFrom = filter.CreatedFrom?.UtcDateTime,
            CreatedTo = filter.CreatedTo?.UtcDateTime,
            Statuses = filter.Statuses?.ToHashSet() ?? Ended.Statuses,
        };
        var found = hub.Store.Query(query, null, int.MaxValue).Select(r => r.Id);
        return new PurgeResult(await hub.PurgeAsync(WithChildren(found, options).ToList()), true);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var old = hub.Store.Find(instanceId) ?? throw new ArgumentException($"An orchestration with the instanceId {instanceId} was not found.", nameof(instanceId));
        if (!old.HasEnded && !restartWithNewInstanceId)
        {
            throw new InvalidOperationException($"An orchestration with the instanceId {instanceId} cannot be restarted while it is {old.Status}.");
        }

        var id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        var now = hub.Services.UtcNow;
        var record = new InstanceRecord(id, old.Name, Guid.NewGuid().ToString("N"))
        {
            CreatedAt = now,
            UpdatedAt = now,
            Input = old.Input,
            Version = old.Version,
            Tags = old.Tags,
        };
        await hub.StartInstanceAsync(record, ImmutableHashSet<OrchestrationRuntimeStatus>.Empty, null);
        return id;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ImmutableHashSet<OrchestrationRuntimeStatus> Refused(IEnumerable<string>? names) => [.. (names ?? []).Select(name =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
            ? status
            : throw new ArgumentException($"Invalid orchestration runtime status: '{name}' for deduplication.", nameof(names)))];

    /// <summary>As officially, a client is told when nobody is there to receive.</summary>
    private async Task SendAsync(string instanceId, HistoryEvent happened, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (await hub.SendAsync(instanceId, happened))
        {
            return;
        }

        if (hub.Store.Find(instanceId) is not { } record)
        {
            throw new ArgumentException($"No instance with ID '{instanceId}' was found.", nameof(instanceId));
        }

        throw new InvalidOperationException($"The instance '{instanceId}' has ended: it is {record.Status}.");
    }

    private IEnumerable<string> WithChildren(IEnumerable<string> ids, PurgeInstanceOptions? options) => options is { Recursive: true }
        ? ids.SelectMany(id => WithChildren(hub.Store.Query(new StoreQuery { ParentId = id }, null, int.MaxValue).Select(r => r.Id), options).Prepend(id))
        : ids;

    private OrchestrationMetadata Metadata(InstanceRecord record, bool withPayloads) => new(record.Name, record.Id)
    {
        RuntimeStatus = record.Status,
        CreatedAt = new DateTimeOffset(record.CreatedAt, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(record.UpdatedAt, TimeSpan.Zero),
        Tags = record.Tags ?? ImmutableDictionary<string, string>.Empty,
        DataConverter = withPayloads ? _converter : null,
        SerializedInput = withPayloads ? record.Input : null,
        SerializedOutput = withPayloads ? record.Output : null,
        SerializedCustomStatus = withPayloads ? record.CustomStatus : null,
        FailureDetails = withPayloads ? record.Failure : null,
    };
}
