using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.DurableTask.Protobuf;
using OpsFunctions.FunctionsHost.Store;
using Status = Grpc.Core.Status;

namespace OpsFunctions.FunctionsHost.Hub;

/// <summary>What Durable's client calls. Refusals are gRPC codes, as the Durable extension's.</summary>
internal sealed class Sidecar(TaskHub hub) : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    private static readonly OrchestrationStatus[] Ended =
        [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated, OrchestrationStatus.Canceled];

    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<CreateInstanceResponse> StartInstance(CreateInstanceRequest request, ServerCallContext context)
    {
        var record = New(string.IsNullOrEmpty(request.InstanceId) ? Guid.NewGuid().ToString("N") : request.InstanceId, request.Name) with
        {
            Input = request.Input,
            Version = request.Version,
            Tags = TaskHub.Tagged(request.Tags),
            StartAt = request.ScheduledStartTimestamp?.ToDateTime(),
        };
        if (record.Id.StartsWith('@'))
        {
            throw Refusal(StatusCode.InvalidArgument, $"'{record.Id}' is the id of an entity; the local host runs no entities.");
        }

        // As the Durable extension by default (overridableExistingInstanceStates): what runs is never replaced, whatever the policy says.
        var replaceable = request.OrchestrationIdReusePolicy?.ReplaceableStatus.ToHashSet() ?? [.. Ended];
        return await hub.StartInstanceAsync(record, replaceable.Contains)
            ? new CreateInstanceResponse { InstanceId = record.Id }
            : throw Refusal(StatusCode.AlreadyExists, $"An orchestration instance with the ID '{record.Id}' already exists.");
    }

    public override Task<GetInstanceResponse> GetInstance(GetInstanceRequest request, ServerCallContext context) =>
        Task.FromResult(hub.Store.Find(request.InstanceId) is { } record ? Answer(record, request) : new GetInstanceResponse());

    public override Task<GetInstanceResponse> WaitForInstanceStart(GetInstanceRequest request, ServerCallContext context) =>
        WaitAsync(request, record => record.Status != OrchestrationStatus.Pending, context);

    public override Task<GetInstanceResponse> WaitForInstanceCompletion(GetInstanceRequest request, ServerCallContext context) =>
        WaitAsync(request, record => record.HasEnded, context);

    public override async Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
    {
        await SendAsync(request.InstanceId, HubEvents.Raised(hub.UtcNow, request.Name, request.Input));
        return new RaiseEventResponse();
    }

    public override async Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context)
    {
        await SendAsync(request.InstanceId, HubEvents.Terminated(hub.UtcNow, request.Output, request.Recursive));
        return new TerminateResponse();
    }

    public override async Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context)
    {
        await SendAsync(
            request.InstanceId,
            HubEvents.New(hub.UtcNow, e => e.ExecutionSuspended = new ExecutionSuspendedEvent { Input = request.Reason }));
        return new SuspendResponse();
    }

    public override async Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context)
    {
        await SendAsync(
            request.InstanceId,
            HubEvents.New(hub.UtcNow, e => e.ExecutionResumed = new ExecutionResumedEvent { Input = request.Reason }));
        return new ResumeResponse();
    }

    public override Task<QueryInstancesResponse> QueryInstances(QueryInstancesRequest request, ServerCallContext context)
    {
        var asked = request.Query;
        var query = new StoreQuery
        {
            CreatedFrom = asked.CreatedTimeFrom?.ToDateTime(),
            CreatedTo = asked.CreatedTimeTo?.ToDateTime(),
            Statuses = asked.RuntimeStatus.Count == 0 ? null : asked.RuntimeStatus,
            Prefix = asked.InstanceIdPrefix,
        };
        var limit = Math.Max(1, asked.MaxInstanceCount);
        var found = hub.Store.Query(query, asked.ContinuationToken, limit);
        var answer = new QueryInstancesResponse { ContinuationToken = found.Count == limit ? found[^1].Id : null };
        answer.OrchestrationState.AddRange(found.Select(record => State(record, asked.FetchInputsAndOutputs)));
        return Task.FromResult(answer);
    }

    public override Task<ListInstanceIdsResponse> ListInstanceIds(ListInstanceIdsRequest request, ServerCallContext context)
    {
        var query = new StoreQuery
        {
            EndedFrom = request.CompletedTimeFrom?.ToDateTime(),
            EndedTo = request.CompletedTimeTo?.ToDateTime(),
            Statuses = request.RuntimeStatus.Count == 0 ? null : request.RuntimeStatus,
        };
        var limit = Math.Max(1, request.PageSize);
        var found = hub.Store.Query(query, request.LastInstanceKey, limit);
        var answer = new ListInstanceIdsResponse { LastInstanceKey = found.Count == limit ? found[^1].Id : null };
        answer.InstanceIds.AddRange(found.Select(record => record.Id));
        return Task.FromResult(answer);
    }

    public override async Task<PurgeInstancesResponse> PurgeInstances(PurgeInstancesRequest request, ServerCallContext context)
    {
        if (hub.Store.Find(request.InstanceId) is { HasEnded: false } running)
        {
            throw Refusal(
                StatusCode.FailedPrecondition, $"Only what has ended can be purged, but the instance '{running.Id}' is {running.Status}.");
        }

        IEnumerable<string> ids = request.RequestCase switch
        {
            PurgeInstancesRequest.RequestOneofCase.InstanceId => [request.InstanceId],
            PurgeInstancesRequest.RequestOneofCase.InstanceBatch => request.InstanceBatch.InstanceIds,
            PurgeInstancesRequest.RequestOneofCase.PurgeInstanceFilter =>
                hub.Store.Query(Filter(request.PurgeInstanceFilter), null, int.MaxValue).Select(r => r.Id),
            _ => throw Refusal(StatusCode.InvalidArgument, "The request names nothing to purge."),
        };
        var purged = await hub.PurgeAsync([.. request.Recursive ? ids.SelectMany(WithChildren) : ids]);
        return new PurgeInstancesResponse { DeletedInstanceCount = purged, IsComplete = true };
    }

    public override async Task<RestartInstanceResponse> RestartInstance(RestartInstanceRequest request, ServerCallContext context)
    {
        var old = hub.Store.Find(request.InstanceId) ?? throw NotFound(request.InstanceId);
        if (!old.HasEnded && !request.RestartWithNewInstanceId)
        {
            throw Refusal(
                StatusCode.FailedPrecondition, $"The instance '{request.InstanceId}' cannot be restarted while it is {old.Status}.");
        }

        var record = New(request.RestartWithNewInstanceId ? Guid.NewGuid().ToString("N") : old.Id, old.Name) with
        {
            Input = old.Input,
            Version = old.Version,
            Tags = old.Tags,
        };
        await hub.StartInstanceAsync(record, Ended.Contains);
        return new RestartInstanceResponse { InstanceId = record.Id };
    }

    public override Task<RewindInstanceResponse> RewindInstance(RewindInstanceRequest request, ServerCallContext context) =>
        throw Refusal(StatusCode.Unimplemented, "The local host does not rewind: restart the instance.");

    public override Task<SignalEntityResponse> SignalEntity(SignalEntityRequest request, ServerCallContext context) => throw NoEntities();

    public override Task<GetEntityResponse> GetEntity(GetEntityRequest request, ServerCallContext context) => throw NoEntities();

    public override Task<QueryEntitiesResponse> QueryEntities(QueryEntitiesRequest request, ServerCallContext context) =>
        throw NoEntities();

    public override Task<CleanEntityStorageResponse> CleanEntityStorage(CleanEntityStorageRequest request, ServerCallContext context) =>
        throw NoEntities();

    private static StoreQuery Filter(PurgeInstanceFilter filter) => new()
    {
        CreatedFrom = filter.CreatedTimeFrom?.ToDateTime(),
        CreatedTo = filter.CreatedTimeTo?.ToDateTime(),
        Statuses = filter.RuntimeStatus.Count == 0 ? Ended : filter.RuntimeStatus,
    };

    private static GetInstanceResponse Answer(InstanceRecord record, GetInstanceRequest request) =>
        new() { Exists = true, OrchestrationState = State(record, request.GetInputsAndOutputs) };

    private static OrchestrationState State(InstanceRecord record, bool withPayloads)
    {
        var state = new OrchestrationState
        {
            InstanceId = record.Id,
            Name = record.Name,
            Version = record.Version,
            ExecutionId = record.ExecutionId,
            OrchestrationStatus = record.Status,
            CreatedTimestamp = Timestamp.FromDateTime(record.CreatedAt),
            LastUpdatedTimestamp = Timestamp.FromDateTime(record.UpdatedAt),
            ScheduledStartTimestamp = record.StartAt is { } start ? Timestamp.FromDateTime(start) : null,
            CompletedTimestamp = record.HasEnded ? Timestamp.FromDateTime(record.UpdatedAt) : null,
            ParentInstanceId = record.Parent?.Id,
            Input = withPayloads ? record.Input : null,
            Output = withPayloads ? record.Output : null,
            CustomStatus = withPayloads ? record.CustomStatus : null,
            FailureDetails = withPayloads ? record.FailureDetails : null,
        };
        foreach (var (name, value) in record.Tags ?? [])
        {
            state.Tags.Add(name, value);
        }

        return state;
    }

    private static Grpc.Core.RpcException NotFound(string id) => Refusal(StatusCode.NotFound, $"No instance with ID '{id}' was found.");

    private static Grpc.Core.RpcException NoEntities() => Refusal(StatusCode.Unimplemented, "The local host runs no entities.");

    private static Grpc.Core.RpcException Refusal(StatusCode code, string detail) => new(new Status(code, detail));

    private InstanceRecord New(string id, string name) =>
        new(id, name, Guid.NewGuid().ToString("N")) { CreatedAt = hub.UtcNow, UpdatedAt = hub.UtcNow };

    /// <summary>A client is told when nobody is there to receive.</summary>
    private async Task SendAsync(string instanceId, HistoryEvent happened)
    {
        if (!await hub.SendAsync(instanceId, happened))
        {
            throw hub.Store.Find(instanceId) is { } record
                ? Refusal(StatusCode.FailedPrecondition, $"The instance '{instanceId}' has ended: it is {record.Status}.")
                : NotFound(instanceId);
        }
    }

    private async Task<GetInstanceResponse> WaitAsync(
        GetInstanceRequest request, Func<InstanceRecord, bool> until, ServerCallContext context)
    {
        if (hub.Store.Find(request.InstanceId) is null)
        {
            throw NotFound(request.InstanceId);
        }

        return Answer(await hub.WaitAsync(request.InstanceId, until, context.CancellationToken), request);
    }

    private IEnumerable<string> WithChildren(string id) =>
        hub.Store.Query(new StoreQuery { ParentId = id }, null, int.MaxValue).SelectMany(child => WithChildren(child.Id)).Prepend(id);
}
